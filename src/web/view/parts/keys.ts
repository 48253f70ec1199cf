import type { Store } from '../../store';
import { addressOf, filters } from '../../tasks/place';
import { isComposing } from '../context';
import { alongRow, focusRow, neighbourOf, rowOf } from '../rows';

/** What a shortcut needs from the page around the list. */
export interface ShortcutParts {
  store: Store;
  /** Whether keys without Ctrl may be shortcuts. */
  single(): boolean;
  help(): void;
}

const typing = 'input:not([type=checkbox]), textarea, select, [contenteditable], dialog *';

/** Carries out a shortcut. None fires while something is typed or a dialog is open. */
export function shortcut(event: KeyboardEvent, { store, single, help }: ShortcutParts): void {
  const target = event.target as HTMLElement;
  if (
    isComposing(event) ||
    (target.matches(typing) && !isEmptyField(event, target)) ||
    document.querySelector('dialog[open]')
  )
    return;
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && letterOf(event) === 'z') {
    event.preventDefault();
    store.undo();
    return;
  }
  const key = letterOf(event);
  if (event.ctrlKey || event.metaKey || event.altKey || (key.length === 1 && !single())) return;
  if (act(key, target, store, help)) event.preventDefault();
}

/** `?` in a field that holds nothing is a question for help, not the beginning of a title. */
const isEmptyField = ({ key }: KeyboardEvent, target: HTMLElement): boolean =>
  key === '?' && target instanceof HTMLInputElement && target.value === '' && target.closest('dialog') === null;

/** The key, in lower case; where the layout is not Latin, the letter that a Latin one has in that place. */
function letterOf({ key, code }: KeyboardEvent): string {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  const isLatin = /^[\x20-\x7e]$/.test(key);
  if (key.length > 1 || isLatin || !letter) return key.length > 1 ? key : key.toLowerCase();
  return letter.toLowerCase();
}

function act(key: string, target: HTMLElement, store: Store, help: () => void): boolean {
  const row = rowOf(target);
  const press = (selector: string) => {
    row?.querySelector<HTMLElement>(selector)?.click();
    return row !== null;
  };
  switch (key) {
    case '?':
      help();
      return true;
    case 'n':
      document.querySelector<HTMLElement>('.new-todo')?.focus();
      return true;
    case '/':
      document.querySelector<HTMLElement>('.search')?.focus();
      return true;
    case '1':
    case '2':
    case '3':
      if ('filter' in store.place) location.hash = addressOf({ ...store.place, filter: filters[Number(key) - 1]! });
      return true;
    case 'j':
    case 'k':
      return focusRow(neighbourOf(row, key === 'j')) || row !== null;
    case 'ArrowDown':
    case 'ArrowUp':
      return row !== null && (focusRow(neighbourOf(row, key === 'ArrowDown')) || true);
    case 'ArrowRight':
    case 'ArrowLeft':
      if (row) alongRow(row, target, key === 'ArrowRight');
      return row !== null;
    case 'e':
      return press('.rename');
    case 'o':
      return press('.set-date');
    case 'Delete':
      return press('.destroy');
    default:
      return false;
  }
}
