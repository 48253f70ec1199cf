import type { Store } from '../store';
import { isComposing } from './context';
import { ROUTES } from './footer';

/** What a shortcut needs from the page around the list. */
export interface ShortcutParts {
  store: Store;
  /** Whether keys without Ctrl may be shortcuts. */
  single(): boolean;
  help(): void;
}

const TYPING = 'input:not([type=checkbox]), textarea, select, [contenteditable], dialog *';

/** Carries out a shortcut. None fires while something is typed or a dialog is open. */
export function shortcut(event: KeyboardEvent, { store, single, help }: ShortcutParts): void {
  const target = event.target as HTMLElement;
  if (event.defaultPrevented || isComposing(event) || target.matches(TYPING) || document.querySelector('dialog[open]'))
    return;
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && letterOf(event) === 'z') {
    event.preventDefault();
    store.undo();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || !single()) return;
  if (act(letterOf(event), target, store, help)) event.preventDefault();
}

/** The key, in lower case; where the layout is not Latin, the letter that a Latin one has in that place. */
function letterOf({ key, code }: KeyboardEvent): string {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  const isLatin = /^[\x20-\x7e]$/.test(key);
  if (key.length > 1 || isLatin || !letter) return key.length > 1 ? key : key.toLowerCase();
  return letter.toLowerCase();
}

function act(key: string, target: HTMLElement, store: Store, help: () => void): boolean {
  const row = target.closest<HTMLElement>('.todo-list > li');
  const press = (selector: string) => {
    row?.querySelector<HTMLElement>(selector)?.click();
    return row !== null;
  };
  switch (key) {
    case '?':
      help();
      return true;
    case 'n':
    case '/':
      document.querySelector<HTMLElement>('.new-todo')?.focus();
      return true;
    case 'z':
    case 'u':
      store.undo();
      return true;
    case '1':
    case '2':
    case '3':
      location.hash = Object.values(ROUTES)[Number(key) - 1]!;
      return true;
    case 'j':
    case 'k':
      return step(row, key === 'j');
    case 'e':
      return press('.rename');
    case 'o':
      return press('.open');
    case 'Delete':
      return press('.destroy');
    default:
      return false;
  }
}

function step(row: HTMLElement | null, down: boolean): boolean {
  const list = document.querySelector('.todo-list');
  const edge = down ? list?.firstElementChild : list?.lastElementChild;
  const next = row ? (down ? row.nextElementSibling : row.previousElementSibling) : edge;
  const toggle = next?.querySelector<HTMLElement>('.toggle');
  toggle?.focus();
  toggle?.scrollIntoView({ block: 'nearest' });
  return true;
}
