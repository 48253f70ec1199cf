import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { dayText } from '../tasks/dates';
import { addressOf } from '../tasks/place';
import { useSelect, useStore, useTexts } from './context';
import { mark, useFocusKeeper } from './focus';
import { Item } from './item';
import { setTabStop } from './rows';

/** Rows drawn at first, and added whenever the end of the drawn ones comes near. */
const step = 150;

/** The list with "mark all as complete"; rows and pages follow as the person scrolls. */
export function List() {
  const store = useStore();
  const texts = useTexts();
  const visible = useSelect((store) => store.view.visible);
  const groups = useSelect((store) => store.view.groups);
  const place = useSelect((store) => (store.isSearching ? '' : addressOf(store.place)));
  const allDone = useSelect((store) => store.allCompleted);
  const canMarkAll = useSelect((store) => 'filter' in store.place && !store.isSearching);
  const movable = useSelect((store) => store.isMovable);
  const message = useSelect((store) => store.message);
  const [rows, setRows] = useState(step);
  // New tasks at the end of a long list are drawn after a gap.
  const [tail, setTail] = useState(0);
  useEffect(() => {
    setRows(step);
    setTail(0);
  }, [place]);
  const section = useRef<HTMLElement>(null);
  const keepFocus = useFocusKeeper(section);
  useLayoutEffect(() => {
    keepFocus();
    setTabStop(section.current);
  }, [visible]);
  useEffect(() => {
    if (message?.kind !== 'added') return;
    const index = store.view.visible.indexOf(message.id);
    if (index >= rows) setTail(store.view.visible.length - index);
    if (index >= 0) mark(message.id);
  }, [message]);

  const more = () => {
    if (rows < store.view.visible.length) setRows(rows + step);
    else void store.loader.more();
  };
  const length = visible.length;
  const end = Math.max(rows, length - tail);
  const row = (id: string) => {
    const group = groups.get(id);
    return [
      group && <GroupHeading key={`${group.key}:`} name={group.key} count={group.count} />,
      <Item key={id} id={id} />,
    ];
  };

  return (
    <section class={movable ? 'main' : 'main fixed'} ref={section}>
      {canMarkAll && (
        <div class="all">
          <input
            id="toggle-all"
            class="toggle-all"
            type="checkbox"
            checked={allDone}
            onChange={(event) => {
              store.setAll(event.currentTarget.checked);
              event.currentTarget.checked = store.allCompleted;
            }}
          />
          <label for="toggle-all">{texts.markAll}</label>
        </div>
      )}
      <ul class="todo-list" aria-label={texts.listLabel} onClickCapture={ignoreSecondClick}>
        {visible.slice(0, rows).flatMap(row)}
        {tail > 0 && end > rows && <li class="gap">{texts.between(end - rows)}</li>}
        {tail > 0 && visible.slice(end).flatMap(row)}
      </ul>
      {length === 0 && <Nothing />}
      <End reached={more} drawn={Math.min(rows, length)} waiting={rows < length} />
    </section>
  );
}

function GroupHeading({ name, count }: { name: string; count: number }) {
  const texts = useTexts();
  const today = useSelect((store) => store.today);
  return (
    <li class={name === 'overdue' ? 'group late' : 'group'}>
      <h3>
        {name === 'overdue' ? texts.task.overdue : dayText(name, texts, today)} <span class="number">{count}</span>
      </h3>
    </li>
  );
}

function Nothing() {
  const { empty } = useTexts();
  const filter = useSelect(({ place }) => ('filter' in place ? place.filter : 'all'));
  return filter === 'all' ? null : <p class="hint">{empty[filter]}</p>;
}

let lastClick = { at: 0, x: 0, y: 0, row: null as Element | null };

/** The second click of a double click does nothing when the first one brought another row under the pointer. */
function ignoreSecondClick(event: MouseEvent): void {
  const row = (event.target as Element).closest('li');
  const { timeStamp: at, clientX: x, clientY: y } = event;
  const isSamePlace = Math.hypot(x - lastClick.x, y - lastClick.y) < 6 && at - lastClick.at < 500;
  if (event.detail > 0 && isSamePlace && row !== lastClick.row) {
    event.preventDefault();
    event.stopPropagation();
  } else lastClick = { at, x, y, row };
}

/** The end of the drawn rows: asks for more when it comes near the screen. */
function End({ reached, drawn, waiting }: { reached: () => void; drawn: number; waiting: boolean }) {
  const store = useStore();
  const texts = useTexts();
  const complete = useSelect((store) => store.loader.complete);
  const loading = useSelect((store) => store.loader.loading);
  const failed = useSelect((store) => store.loader.failed);
  const mark = useRef<HTMLDivElement>(null);
  const done = complete && !waiting;

  useEffect(() => {
    if (done || loading || (failed && !waiting) || !mark.current) return;
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && reached(), {
      rootMargin: '800px',
    });
    observer.observe(mark.current);
    return () => observer.disconnect();
  }, [done, loading, failed, drawn, waiting]);

  if (done) return null;
  return (
    <div class="hint" ref={mark}>
      {failed ? (
        <>
          {texts.loadFailed}{' '}
          <button type="button" class="link" onClick={() => void store.loader.more()}>
            {texts.tryAgain}
          </button>
        </>
      ) : (
        texts.loading
      )}
    </div>
  );
}
