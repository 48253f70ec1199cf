import { texts as account } from 'account-texts';
import { useState } from 'preact/hooks';
import { longestUsername } from '../../../../shared/limits';
import { reloadForNewSession } from '../../../session-change';
import { Checkbox } from '../../checkbox';
import { useStore } from '../../context';
import { ActionForm, Field, PasswordField } from './form';

/** Makes an account of the guest's list. */
export function Register() {
  const store = useStore();
  return (
    <ActionForm
      key="register"
      label={account.register}
      act={(text) => ({ kind: 'register', username: text('username').trim(), password: text('password') })}
      done={() => reloadForNewSession(store)}
    >
      <NameField hint={account.nameHint} />
      <PasswordField label={account.password} name="password" hint={account.passwordHint} />
      <p class="warning">{account.lostPassword}</p>
    </ActionForm>
  );
}

export function SignIn() {
  const store = useStore();
  const [keepTasks, setKeepTasks] = useState(true);
  return (
    <ActionForm
      key="sign-in"
      label={account.signIn}
      act={(text) => ({
        kind: 'sign-in',
        username: text('username').trim(),
        password: text('password'),
        keepTasks,
      })}
      done={() => reloadForNewSession(store)}
    >
      <NameField />
      <PasswordField label={account.password} name="password" />
      <Checkbox label={account.keepTasks} checked={keepTasks} change={setKeepTasks} />
    </ActionForm>
  );
}

function NameField({ hint }: { hint?: string }) {
  return (
    <Field
      label={account.name}
      hint={hint}
      name="username"
      minLength={1}
      maxLength={longestUsername}
      autocomplete="username"
      autocapitalize="none"
      spellcheck={false}
    />
  );
}
