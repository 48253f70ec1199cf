import { texts as account } from 'account-texts';
import { useState } from 'preact/hooks';
import { readExport, saveJson } from '../../download';
import { useAppContext, useSelect, useStore } from '../context';
import { Dialog } from '../dialog';
import { Register, SignIn } from './guest';
import { DeleteAccount, NewPassword, SignOut } from './member';

/** Who is using the page, the ways in and out, and what the owner of an account may do with it. */
export function Account({ close }: { close: () => void }) {
  const { user } = useStore();
  const unverified = useSelect((store) => store.sender.network === 'unverified');
  const title = user.guest ? account.guest : account.signedIn(user.name);
  return (
    <Dialog id="account" title={title} close={close} closeLabel={account.close}>
      <p>{user.guest ? account.guestMeaning : account.signedInMeaning}</p>
      {unverified ? <SignIn /> : user.guest ? <Guest /> : <SignOut />}
      <p>
        <Everything />
      </p>
      {!user.guest && !unverified && (
        <>
          <NewPassword />
          <DeleteAccount everything={<Everything />} />
        </>
      )}
    </Dialog>
  );
}

function Guest() {
  const [form, setForm] = useState<'register' | 'sign-in'>('register');
  return (
    <>
      <div class="tabs">
        {(['register', 'sign-in'] as const).map((name) => (
          <button key={name} type="button" class={name} aria-pressed={form === name} onClick={() => setForm(name)}>
            {name === 'register' ? account.register : account.signIn}
          </button>
        ))}
      </div>
      {form === 'register' ? <Register /> : <SignIn />}
    </>
  );
}

/** A link to the export. A click also fetches its further documents, which a long list has, and saves all as one file. */
function Everything() {
  const { api } = useAppContext();
  const [failed, setFailed] = useState(false);
  const save = async (event: MouseEvent) => {
    event.preventDefault();
    setFailed(false);
    try {
      saveJson(await readExport(api), 'todos.json');
    } catch {
      setFailed(true);
    }
  };
  return (
    <>
      <a class="link" href={api.everything} download="todos.json" onClick={save}>
        {account.everything}
      </a>
      <span class="field-error" role="alert">
        {failed && account.notDownloaded}
      </span>
    </>
  );
}
