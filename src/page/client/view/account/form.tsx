import { type ComponentChildren, createContext } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { type Act, type ActKind, carryOut, type Trouble } from '../../account';
import type { Texts } from '../../texts/texts';
import { useSurroundings } from '../context';

interface Props {
  /** The form's name, and what its button says. */
  label: string;
  danger?: boolean;
  /** The act that the fields ask for. */
  act(text: (field: string) => string): Act;
  done(form: HTMLFormElement): void;
  /** What is to be ticked last. */
  consent?: string;
  children: ComponentChildren;
}

const Shown = createContext(false);

/** A form with passwords that carries out an act. What goes wrong is said above its button, and the field in question gets the focus. */
export function ActForm({ label, danger = false, act, done, consent, children }: Props) {
  const { api, store, texts } = useSurroundings();
  const [shown, setShown] = useState(false);
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    const form = event.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    const asked = act((field) => String(data.get(field)));
    setBusy(true);
    setError('');
    const trouble = await carryOut(asked, api, store);
    setBusy(false);
    if (trouble === undefined) return done(form);
    setError(wordsFor(trouble, asked.kind, texts));
    fieldOf(trouble, form)?.focus();
  };
  return (
    <form class="credentials" onSubmit={submit} aria-label={label}>
      <Shown.Provider value={shown}>{children}</Shown.Provider>
      <label class="check">
        <input type="checkbox" checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />
        {texts.account.showPassword}
      </label>
      {consent && (
        <label class="check">
          <input type="checkbox" required />
          {consent}
        </label>
      )}
      <p class="field-error" role="alert">
        {error}
      </p>
      {/* Not disabled while it works: a button that is loses the focus. */}
      <button type="submit" class={danger ? 'primary danger' : 'primary'} aria-disabled={busy}>
        {label}
      </button>
    </form>
  );
}

/** A password: with a hint one to be made up, without one the present one. */
export function PasswordField({ label, name, hint }: { label: string; name: string; hint?: string }) {
  const shown = useContext(Shown);
  return (
    <div>
      <label class="field">
        {label}
        <input
          name={name}
          aria-describedby={hint && 'password-hint'}
          {...(shown ? { type: 'text' } : { type: 'password' })}
          required
          minLength={hint ? 8 : 1}
          maxLength={256}
          autocomplete={hint ? 'new-password' : 'current-password'}
        />
      </label>
      {hint && <small id="password-hint">{hint}</small>}
    </div>
  );
}

/** What went wrong, in words. */
export function wordsFor(trouble: Trouble, kind: ActKind, { account }: Texts): string {
  if (typeof trouble === 'number') return account.wait(trouble);
  if (trouble === 'unanswered' && kind === 'new-password') return account.perhapsChanged;
  return trouble === 'wrong' && kind !== 'sign-in' ? account.wrongPassword : account.trouble[trouble];
}

function fieldOf(trouble: Trouble, form: HTMLFormElement): HTMLElement | null {
  const last = trouble === 'password' ? '[autocomplete=new-password]' : '[autocomplete=current-password]';
  return form.querySelector(trouble === 'taken' || trouble === 'name' ? '[name=username]' : last);
}
