import { texts as account } from 'account-texts';
import { type ComponentChildren, createContext, type InputHTMLAttributes } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { longestPassword, shortestPassword } from '../../../../shared/limits';
import { type AccountAction, type ActionError, type ActionKind, perform } from '../../../account';
import { Checkbox } from '../../checkbox';
import { useAppContext } from '../../context';

interface Props {
  /** The form's name, and what its button says. */
  label: string;
  danger?: boolean;
  /** The act that the fields ask for. */
  act(text: (field: string) => string): AccountAction;
  done(form: HTMLFormElement): void;
  /** What is to be ticked last. */
  consent?: string;
  children: ComponentChildren;
}

const Shown = createContext(false);

/** A form with passwords that carries out an act. What goes wrong is said above its button, and the field in question gets the focus. */
export function ActionForm({ label, danger = false, act, done, consent, children }: Props) {
  const { api, store } = useAppContext();
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
    const failed = await perform(asked, api, store);
    setBusy(false);
    if (failed === undefined) return done(form);
    setError(errorText(failed, asked.kind));
    fieldOf(failed, form)?.focus();
  };
  return (
    <form class="credentials" onSubmit={submit} aria-label={label}>
      <Shown.Provider value={shown}>{children}</Shown.Provider>
      <Checkbox label={account.showPassword} checked={shown} change={setShown} />
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
    <Field
      label={label}
      hint={hint}
      name={name}
      minLength={hint ? shortestPassword : 1}
      maxLength={longestPassword}
      autocomplete={hint ? 'new-password' : 'current-password'}
      {...(shown ? { type: 'text' } : { type: 'password' })}
    />
  );
}

/** What is to be typed, with the rule for it, if there is one. */
export function Field({ label, hint, ...input }: { label: string; hint: string | undefined } & InputHTMLAttributes) {
  const id = `${input.name}-hint`;
  return (
    <div>
      <label class="field">
        {label}
        <input required aria-describedby={hint && id} {...input} />
      </label>
      {hint && <small id={id}>{hint}</small>}
    </div>
  );
}

/** What went wrong, in words. */
export function errorText(error: ActionError, kind: ActionKind): string {
  if (typeof error === 'number') return account.wait(error);
  return error === 'wrong' && kind !== 'sign-in' ? account.wrongPassword : account.errors[error];
}

/** The field that the error is about, if it is about one. */
const fields: { [error in ActionError]?: string } = {
  taken: 'username',
  name: 'username',
  password: 'new-password',
  wrong: 'current-password',
};

function fieldOf(error: ActionError, form: HTMLFormElement): HTMLElement | null {
  return form.querySelector(`[autocomplete=${fields[error]}]:not([hidden])`);
}
