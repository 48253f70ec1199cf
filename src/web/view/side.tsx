import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { addressOf, type Place } from '../tasks/place';
import { useAppContext, useSelect, useStore, useTexts } from './context';
import { Calendar, Done, Hash, Inbox, Keyboard, Lines, Person, Plus, Sun } from './icons';

const inbox: Place = { kind: 'inbox', filter: 'all' };

/** The side bar: all places with their open tasks, and who is using the page. On narrow windows it is a drawer. */
export function Side({ drawer, close }: { drawer: boolean; close: () => void }) {
  const store = useStore();
  const texts = useTexts();
  const side = useRef<HTMLElement>(null);
  useEffect(() => {
    if (drawer) side.current?.querySelector('a')?.focus();
  }, [drawer]);
  const leave = () => {
    close();
    document.querySelector<HTMLElement>('.menu')?.focus();
  };
  return (
    <>
      {drawer && (
        // biome-ignore lint/a11y/noStaticElementInteractions: a way out for the pointer; Escape is the one for the keyboard
        // biome-ignore lint/a11y/useKeyWithClickEvents: as above
        <div class="backdrop" onClick={leave} />
      )}
      <nav
        class={drawer ? 'side drawn' : 'side'}
        aria-label={texts.places.label}
        ref={side}
        onKeyDown={(event) => event.key === 'Escape' && drawer && leave()}
      >
        {store.user.id !== '' && <Places />}
        <Bar />
      </nav>
    </>
  );
}

function Places() {
  const { open } = useAppContext();
  const { places: texts } = useTexts();
  const counts = useSelect((store) => store.view.counts);
  const more = useSelect((store) => !store.loader.complete);
  const lists = useSelect((store) => store.lists);
  const link = (place: Place, name: string, icon: ComponentChildren, count = 0, late = 0) => (
    <Link key={addressOf(place)} place={place} name={name} icon={icon} count={count} more={more} late={late} />
  );
  const tags = Array.from(counts.tags.values(), ({ name, count }) => ({ name, count })).filter(
    ({ count }) => count > 0,
  );
  return (
    <>
      <ul>
        {link(inbox, texts.inbox, <Inbox />, counts.inbox)}
        {link({ kind: 'today' }, texts.today, <Sun />, counts.today, counts.overdue)}
        {link({ kind: 'upcoming' }, texts.upcoming, <Calendar />)}
      </ul>
      <h2>
        {texts.lists}
        <button
          type="button"
          class="icon add-list"
          aria-label={texts.addList}
          title={texts.addList}
          onClick={() => open({ kind: 'list', id: null })}
        >
          <Plus />
        </button>
      </h2>
      <ul>
        {lists
          .filter((list) => !list.archived)
          .map(({ id, name }) =>
            link({ kind: 'list', name: id, filter: 'all' }, name, <Lines />, counts.lists.get(id)),
          )}
      </ul>
      {tags.length > 0 && (
        <>
          <h2>{texts.tags}</h2>
          <ul>{tags.map(({ name, count }) => link({ kind: 'tag', name, filter: 'all' }, name, <Hash />, count))}</ul>
        </>
      )}
      <ul class="last">{link({ kind: 'done' }, texts.done, <Done />)}</ul>
    </>
  );
}

interface LinkProps {
  place: Place;
  name: string;
  icon: ComponentChildren;
  count: number;
  /** There are tasks that are not loaded yet. */
  more: boolean;
  late: number;
}

function Link({ place, name, icon, count, more, late }: LinkProps) {
  const texts = useTexts();
  const here = useSelect(({ place: now, isSearching }) => !isSearching && isSame(now, place));
  return (
    <li>
      <a href={addressOf(place)} aria-current={here ? 'page' : undefined} class={late > 0 ? 'late' : undefined}>
        {icon}
        <span dir="auto">{name}</span>
        {count > 0 && (
          <span class="number">
            {count}
            {more && '+'}
            <span class="visually-hidden"> {texts.places.open(late)}</span>
          </span>
        )}
      </a>
    </li>
  );
}

const isSame = (a: Place, b: Place): boolean =>
  a.kind === b.kind && ('name' in a ? a.name : '') === ('name' in b ? b.name : '');

function Bar() {
  const { open, switchLanguage, texts } = useAppContext();
  const { user } = useStore();
  return (
    <div class="bar">
      <button type="button" class="who" onClick={() => open({ kind: 'account', form: 'register' })}>
        <Person />
        {user.guest ? texts.account.guest : user.name}
      </button>
      {user.guest && (
        <button type="button" class="enter" onClick={() => open({ kind: 'account', form: 'sign-in' })}>
          {texts.account.signIn}
        </button>
      )}
      <span class="space" />
      <button type="button" class="language" lang={texts.other.language} onClick={switchLanguage}>
        {texts.other.name}
      </button>
      <button
        type="button"
        class="shortcuts"
        aria-label={texts.shortcuts}
        title={texts.shortcuts}
        onClick={() => open({ kind: 'help' })}
      >
        <Keyboard />
      </button>
    </div>
  );
}
