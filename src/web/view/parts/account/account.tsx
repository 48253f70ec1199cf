import { texts as account } from 'account-texts';
import { useState } from 'preact/hooks';
import { everythingOf, readExport, saveJson } from '../../../download';
import { useAppContext, useSelect, useStore } from '../../context';
import { Dialog } from '../dialog';
import { Register, SignIn } from './guest';
import { DeleteAccount, NewPassword, SignOut } from './member';

type FormName = 'register' | 'sign-in';

/** Who is using the page, the ways in and out, and what the owner of an account may do with it. */
export function Account({ form, close }: { form: FormName; close: () => void }) {
  const { user } = useStore();
  const unverified = useSelect((store) => store.sender.network === 'unverified');
  const title = user.guest ? account.guest : account.signedIn(user.name);
  return (
    <Dialog id="account" title={title} close={close} closeLabel={account.close}>
      <p>{user.guest ? account.guestMeaning : account.signedInMeaning}</p>
      {unverified ? <SignIn /> : user.guest ? <Guest first={form} /> : <SignOut />}
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

function Guest({ first }: { first: FormName }) {
  const [form, setForm] = useState(first);
  return (
    <>
      <div class="tabs">
        {(['register', 'sign-in'] as const).map((name) => (
          <button key={name} type="button" class={name} aria-pressed={form === name} onClick={() => setForm(name)}>
            {name === 'register' ? account.newHere : account.knownHere}
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
      <a class="link" href={everythingOf(api)} download="todos.json" onClick={save}>
        {account.everything}
      </a>
      <span class="field-error" role="alert">
        {failed && account.notDownloaded}
      </span>
    </>
  );
}
