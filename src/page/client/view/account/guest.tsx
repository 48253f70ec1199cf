import { useState } from 'preact/hooks';
import { startAfresh } from '../../afresh';
import { useStore, useTexts } from '../context';
import { ActForm, PasswordField } from './form';

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
      <p>{account.registerMeaning}</p>
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
      <label class="check">
        <input type="checkbox" checked={keepTasks} onChange={(event) => setKeepTasks(event.currentTarget.checked)} />
        {account.keepTasks}
      </label>
    </ActForm>
  );
}

function NameField({ hint, least }: { hint?: string; least: number }) {
  const { account } = useTexts();
  return (
    <div>
      <label class="field">
        {account.name}
        <input
          name="username"
          aria-describedby={hint && 'name-hint'}
          required
          minLength={least}
          maxLength={64}
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
        />
      </label>
      {hint && <small id="name-hint">{hint}</small>}
    </div>
  );
}
