import { texts as account } from 'account-texts';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { perform } from '../../../account';
import { reloadForNewSession } from '../../../session-change';
import { useAppContext, useSelect, useStore } from '../../context';
import { ActionForm, errorText, PasswordField } from './form';

export function SignOut() {
  const { api, store } = useAppContext();
  const unsent = useSelect((store) => store.unsent);
  const [warned, setWarned] = useState(false);
  const [error, setError] = useState('');
  const anyway = warned && unsent > 0;
  const signOut = async () => {
    const failed = await perform({ kind: 'sign-out', anyway }, api, store);
    if (failed === undefined) return reloadForNewSession(store);
    if (failed === 'unsent') setWarned(true);
    else setError(errorText(failed, 'sign-out'));
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
        <ActionForm
          label={account.newPassword}
          act={(text) => ({ kind: 'new-password', password: text('password'), newPassword: text('newPassword') })}
          done={finish}
        >
          <p>{account.newPasswordMeaning}</p>
          <Name />
          <PasswordField label={account.currentPassword} name="password" />
          <PasswordField label={account.chosenPassword} name="newPassword" hint={account.passwordHint} />
        </ActionForm>
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
  const left = useSelect((store) => store.changes.length);
  return (
    // What waits is sent when the form opens, so that the download has it.
    <details class="delete-account" onToggle={(event) => event.currentTarget.open && store.release()}>
      <summary>{account.delete}</summary>
      <ActionForm
        label={account.delete}
        danger
        consent={account.deleteConsent}
        act={(text) => ({ kind: 'delete', password: text('password') })}
        done={() => reloadForNewSession(store, true)}
      >
        <p>{account.deleteMeaning}</p>
        {left > 0 && <p>{account.deleteUnsaved(left)}</p>}
        <p>
          {account.deleteFirst} {everything}
        </p>
        <Name />
        <PasswordField label={account.currentPassword} name="password" />
      </ActionForm>
    </details>
  );
}

/** Tells a password manager whose password it is. */
function Name() {
  const { user } = useStore();
  return <input name="username" autocomplete="username" value={user.name} readOnly hidden />;
}
