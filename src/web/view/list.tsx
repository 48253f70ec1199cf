import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useSelect, useStore, useTexts } from './context';
import { useFocusKeeper } from './focus';
import { Item } from './item';

/** Rows drawn at first, and added whenever the end of the drawn ones comes near. */
const ROWS = 150;

/** The list with "mark all as complete"; rows and pages follow as the person scrolls. */
export function List() {
  const store = useStore();
  const texts = useTexts();
  const visible = useSelect((store) => store.view.visible);
  const filter = useSelect((store) => store.getFilter());
  const allDone = useSelect((store) => store.allCompleted);
  const done = useSelect(({ view }) => Math.round((100 * view.completed) / (view.active + view.completed || 1)) / 100);
  const [rows, setRows] = useState(ROWS);
  useEffect(() => setRows(ROWS), [filter]);
  const section = useRef<HTMLElement>(null);
  useLayoutEffect(useFocusKeeper(section), [visible]);

  const more = () => {
    if (rows < store.view.visible.length) setRows(rows + ROWS);
    else void store.loader.more();
  };

  return (
    <section class="main" ref={section} style={{ '--done': String(done) }}>
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
      <ul class="todo-list" aria-label={texts.listLabel} onClickCapture={ignoreSecondClick}>
        {visible.slice(0, rows).map((id) => (
          <Item key={id} id={id} />
        ))}
      </ul>
      {visible.length === 0 && filter !== 'all' && <p class="hint">{texts.emptyFilter[filter]}</p>}
      <End reached={more} drawn={Math.min(rows, visible.length)} waiting={rows < visible.length} />
    </section>
  );
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
