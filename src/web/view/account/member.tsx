import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { carryOut } from '../../account';
import { startAfresh } from '../../session-change';
import { useSelect, useStore, useSurroundings, useTexts } from '../context';
import { ActForm, PasswordField, wordsFor } from './form';

export function SignOut() {
  const { api, store, texts } = useSurroundings();
  const { account } = texts;
  const unsent = useSelect((store) => store.unsent);
  const [warned, setWarned] = useState(false);
  const [error, setError] = useState('');
  const anyway = warned && unsent > 0;
  const signOut = async () => {
    const trouble = await carryOut({ kind: 'sign-out', anyway }, api, store);
    if (trouble === undefined) return startAfresh(store);
    if (trouble === 'unsent') setWarned(true);
    else setError(wordsFor(trouble, 'sign-out', texts));
  };
  return (
    <>
      <p class="field-error" role="alert">
        {error || (anyway && account.unsent(unsent))}
      </p>
      <button type="button" class="sign-out" onClick={signOut}>
        {anyway ? account.signOutAnyway : account.signOut}
      </button>
    </>
  );
}

export function NewPassword() {
  const { account } = useTexts();
  const [done, setDone] = useState(false);
  const finish = (form: HTMLFormElement) => {
    const panel = form.closest('details')!;
    form.reset();
    panel.open = false;
    panel.querySelector('summary')!.focus();
    setDone(true);
  };
  return (
    <>
      <details class="new-password" onToggle={(event) => event.currentTarget.open && setDone(false)}>
        <summary>{account.newPassword}</summary>
        <ActForm
          label={account.newPassword}
          act={(text) => ({ kind: 'new-password', password: text('password'), newPassword: text('newPassword') })}
          done={finish}
        >
          <p>{account.newPasswordMeaning}</p>
          <Name />
          <PasswordField label={account.currentPassword} name="password" />
          <PasswordField label={account.chosenPassword} name="newPassword" hint={account.passwordHint} />
        </ActForm>
      </details>
      <p class="done" role="status">
        {done && account.passwordChanged}
      </p>
    </>
  );
}

/** Asks for the password and a tick: neither a slip of the finger nor a password manager alone gets through. */
export function DeleteAccount({ everything }: { everything: ComponentChildren }) {
  const store = useStore();
  const { account } = useTexts();
  const left = useSelect((store) => store.changes.length);
  return (
    // What waits is sent when the form opens, so that the download has it.
    <details class="delete-account" onToggle={(event) => event.currentTarget.open && store.release()}>
      <summary>{account.delete}</summary>
      <ActForm
        label={account.delete}
        danger
        consent={account.deleteConsent}
        act={(text) => ({ kind: 'delete', password: text('password') })}
        done={() => startAfresh(store, true)}
      >
        <p>{account.deleteMeaning}</p>
        {left > 0 && <p>{account.deleteUnsaved(left)}</p>}
        <p>
          {account.deleteFirst} {everything}
        </p>
        <Name />
        <PasswordField label={account.currentPassword} name="password" />
      </ActForm>
    </details>
  );
}

/** Tells a password manager whose password it is. */
function Name() {
  const { user } = useStore();
  return <input name="username" autocomplete="username" value={user.name} readOnly hidden />;
}
