import { useState } from 'preact/hooks';
import { startAfresh } from '../../session-change';
import { Check } from '../check';
import { useStore, useTexts } from '../context';
import { ActForm, Field, PasswordField } from './form';

/** Makes an account of the guest's list. */
export function Register() {
  const store = useStore();
  const { account } = useTexts();
  return (
    <ActForm
      key="register"
      label={account.register}
      act={(text) => ({ kind: 'register', username: text('username').trim(), password: text('password') })}
      done={() => startAfresh(store)}
    >
      <NameField hint={account.nameHint} least={3} />
      <PasswordField label={account.password} name="password" hint={account.passwordHint} />
    </ActForm>
  );
}

export function SignIn() {
  const store = useStore();
  const { account } = useTexts();
  const [keepTasks, setKeepTasks] = useState(true);
  return (
    <ActForm
      key="sign-in"
      label={account.signIn}
      act={(text) => ({
        kind: 'sign-in',
        username: text('username').trim(),
        password: text('password'),
        keepTasks,
      })}
      done={() => startAfresh(store)}
    >
      <NameField least={1} />
      <PasswordField label={account.password} name="password" />
      <Check label={account.keepTasks} checked={keepTasks} change={setKeepTasks} />
    </ActForm>
  );
}

function NameField({ hint, least }: { hint?: string; least: number }) {
  const { account } = useTexts();
  return (
    <Field
      label={account.name}
      hint={hint}
      name="username"
      minLength={least}
      maxLength={64}
      autocomplete="username"
      autocapitalize="none"
      spellcheck={false}
    />
  );
}
