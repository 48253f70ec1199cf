import { useEffect, useRef, useState } from 'preact/hooks';
import { titleLimit } from '../../shared/limits';
import { lengthOf } from '../../shared/text';
import { draftKey } from '../draft';
import { longDate } from '../tasks/dates';
import type { Place, Sort } from '../tasks/place';
import type { Texts } from '../texts/texts';
import { isComposing, useAppContext, useSelect, useStore, useTexts } from './context';
import { Menu, Pencil } from './icons';
import { Search } from './search';

/** The heading, the search, and the field for a new task. They stay in sight on a long list. */
export function Header({ openDrawer }: { openDrawer: () => void }) {
  const { open, texts } = useAppContext();
  const place = useSelect((store) => store.place);
  const today = useSelect(() => longDate(texts, new Date()));
  const name = useSelect((store) => nameOf(store.place, store.isSearching, texts, store.lists));
  return (
    <header class="header">
      <h1 tabIndex={-1}>{texts.title}</h1>
      <div class="heading">
        <button type="button" class="icon menu" aria-label={texts.places.label} onClick={openDrawer}>
          <Menu />
        </button>
        <h2 dir="auto">{name}</h2>
        <p class="today">{today}</p>
        {place.kind === 'list' && (
          <button
            type="button"
            class="icon"
            aria-label={texts.editList}
            title={texts.editList}
            onClick={() => open({ kind: 'list', id: place.name })}
          >
            <Pencil />
          </button>
        )}
        <Saving />
        <SortBy />
        <Search />
      </div>
      <NewTask />
    </header>
  );
}

/** The words for a place. */
export function nameOf(
  place: Place,
  isSearching: boolean,
  { places: texts, search, list }: Texts,
  lists: readonly { id: string; name: string }[],
): string {
  if (isSearching) return search.results;
  if (place.kind === 'tag') return `#${place.name}`;
  return place.kind === 'list' ? (lists.find(({ id }) => id === place.name)?.name ?? list) : texts[place.kind];
}

function Saving() {
  const { network: texts } = useTexts();
  const network = useSelect((store) => store.sender.network);
  const saved = useSelect(
    ({ sender, changes }) => sender.acknowledged > 0 && changes.every((change) => change.state === 'held'),
  );
  return (
    <p class="saving" aria-hidden="true">
      {network === 'sending' ? texts.sending : network === 'idle' && saved ? texts.saved : ''}
    </p>
  );
}

const sorts: readonly Sort[] = ['hand', 'due', 'name'];

function SortBy() {
  const store = useStore();
  const { sort: texts } = useTexts();
  const sort = useSelect((store) => store.sort);
  const canSort = useSelect((store) => 'filter' in store.place && !store.isSearching);
  if (!canSort) return null;
  return (
    <select
      class="sort"
      aria-label={texts.label}
      value={sort}
      onChange={(event) => store.sortBy(sorts.find((sort) => sort === event.currentTarget.value) ?? 'hand')}
    >
      {sorts.map((sort) => (
        <option key={sort} value={sort}>
          {texts[sort]}
        </option>
      ))}
    </select>
  );
}

/** The field for a new task. What is typed outlives a reload. */
function NewTask() {
  const store = useStore();
  const texts = useTexts();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(() => read());
  const tooLong = lengthOf(text.trim()) > titleLimit;

  useEffect(() => field.current?.focus(), []);
  const change = (value: string) => {
    setText(value);
    write(value);
  };
  const submit = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || isComposing(event) || tooLong) return;
    if (store.add(text)) change('');
  };

  return (
    <>
      <input
        ref={field}
        class="new-todo"
        placeholder={texts.newTask}
        aria-label={texts.newTask}
        aria-invalid={tooLong}
        aria-describedby={tooLong ? 'new-todo-error' : undefined}
        autocomplete="off"
        enterkeyhint="done"
        autofocus
        value={text}
        onInput={(event) => change(event.currentTarget.value)}
        onKeyDown={submit}
      />
      {tooLong && (
        <p class="field-error" id="new-todo-error" role="alert">
          {texts.task.limit(titleLimit)}
        </p>
      )}
    </>
  );
}

function read(): string {
  try {
    return sessionStorage.getItem(draftKey) ?? '';
  } catch {
    return '';
  }
}

function write(text: string): void {
  try {
    if (text) sessionStorage.setItem(draftKey, text);
    else sessionStorage.removeItem(draftKey);
  } catch {
    // Storage that is forbidden: the text lives as long as the page.
  }
}
