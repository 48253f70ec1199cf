import { useState } from 'preact/hooks';
import { Refused, Unreachable } from '../api';
import type { Store } from '../store';
import type { Texts } from '../texts/texts';
import { useSelect, useSurroundings, useTexts } from './context';
import { Dialog } from './dialog';

type Form = 'register' | 'sign-in';

/** Who is using the page, and the ways in and out. Another person's page starts from a fresh document. */
export function Account({ close }: { close: () => void }) {
  const { api, store } = useSurroundings();
  const texts = useTexts();
  const { account } = texts;
  const { user } = store;
  const [form, setForm] = useState<Form>('register');
  const title = user.guest ? account.guest : account.signedIn(user.name ?? '');
  return (
    <Dialog id="account" title={title} close={close} closeLabel={account.close}>
      <p>{user.guest ? account.guestMeaning : account.signedInMeaning}</p>
      {user.guest ? (
        <>
          <div class="tabs">
            {(['register', 'sign-in'] as const).map((name) => (
              <button key={name} type="button" class={name} aria-pressed={form === name} onClick={() => setForm(name)}>
                {name === 'register' ? account.register : account.signIn}
              </button>
            ))}
          </div>
          <Credentials key={form} form={form} />
        </>
      ) : (
        <SignOut />
      )}
      <a class="everything" href={api.everything} download="todos.json">
        {account.everything}
      </a>
    </Dialog>
  );
}

function Credentials({ form }: { form: Form }) {
  const { api, store } = useSurroundings();
  const texts = useTexts();
  const { account } = texts;
  const [shown, setShown] = useState(false);
  const [keep, setKeep] = useState(true);
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const name = String(data.get('username')).trim();
    const password = String(data.get('password'));
    setBusy(true);
    setError('');
    try {
      // Whatever waits belongs to the list as it is: under the next session it would reach another one.
      if (!(await store.drain())) throw new Unreachable();
      await (form === 'register' ? api.register(name, password) : api.signIn(name, password, keep));
      startAfresh(store);
    } catch (failure) {
      setError(reasonOf(failure, form, texts));
      setBusy(false);
    }
  };

  const registering = form === 'register';
  return (
    <form class="credentials" onSubmit={submit} aria-label={registering ? account.register : account.signIn}>
      {registering && <p>{account.registerMeaning}</p>}
      <label class="field">
        {account.name}
        <input
          name="username"
          aria-describedby={registering ? 'name-hint' : undefined}
          required
          minLength={registering ? 3 : 1}
          maxLength={64}
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
        />
      </label>
      {registering && <small id="name-hint">{account.nameHint}</small>}
      <label class="field">
        {account.password}
        <input
          name="password"
          aria-describedby={registering ? 'password-hint' : undefined}
          {...(shown ? { type: 'text' } : { type: 'password' })}
          required
          minLength={registering ? 8 : 1}
          maxLength={256}
          autocomplete={registering ? 'new-password' : 'current-password'}
        />
      </label>
      {registering && <small id="password-hint">{account.passwordHint}</small>}
      <label class="check">
        <input type="checkbox" checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />
        {account.showPassword}
      </label>
      {!registering && (
        <label class="check">
          <input type="checkbox" checked={keep} onChange={(event) => setKeep(event.currentTarget.checked)} />
          {account.keepTasks}
        </label>
      )}
      <p class="field-error" role="alert">
        {error}
      </p>
      <button type="submit" class="primary" disabled={busy}>
        {registering ? account.register : account.signIn}
      </button>
    </form>
  );
}

function SignOut() {
  const { api, store } = useSurroundings();
  const { account } = useTexts();
  const unsent = useSelect((store) => store.unsent);
  const [warned, setWarned] = useState(false);
  const [error, setError] = useState('');
  const signOut = async () => {
    try {
      if (!(await store.drain()) && !warned) return setWarned(true);
      await api.signOut();
      startAfresh(store);
    } catch {
      setError(account.unreachable);
    }
  };
  return (
    <>
      {warned && unsent > 0 && <p>{account.unsent(unsent)}</p>}
      <p class="field-error" role="alert">
        {error}
      </p>
      <button type="button" class="primary sign-out" onClick={signOut}>
        {warned && unsent > 0 ? account.signOutAnyway : account.signOut}
      </button>
    </>
  );
}

/** The key in the browser's storage that changes with whoever is signed in. */
export const SESSION_MARK = 'todos-session';

/** Loads the page again for whoever is signed in now, here and in the other pages of this browser. */
function startAfresh(store: Store): void {
  store.close();
  try {
    localStorage.setItem(SESSION_MARK, String(Date.now()));
  } catch {
    // Other pages find out when they next ask the server.
  }
  location.reload();
}

function reasonOf(failure: unknown, form: Form, { account, refused }: Texts): string {
  if (!(failure instanceof Refused)) return account.unreachable;
  const { status, problem } = failure;
  if (status === 404 || status === 405) return account.unavailable;
  if (status === 409) return account.taken;
  if (status === 429) return account.tooOften;
  if (status === 401 || (status === 403 && form === 'sign-in')) return account.wrong;
  if (status >= 500) return refused.unknown;
  return problem.errors?.map((error) => error.detail).join(' ') || failure.message;
}
