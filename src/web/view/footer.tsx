import type { Filter } from '../tasks/task-view';
import { useSelect, useStore, useTexts } from './context';
import { focusHeading } from './focus';

export const ROUTES: Record<Filter, string> = { all: '#/', active: '#/active', completed: '#/completed' };

/** The filter that an address asks for; `#!/` counts like `#/`, anything unknown shows all. */
export function filterOf(hash: string): Filter {
  const route = hash.replace(/^#!?/, '#');
  return route === ROUTES.active ? 'active' : route === ROUTES.completed ? 'completed' : 'all';
}

/** The counter, the filters, and "clear completed". */
export function Footer() {
  const store = useStore();
  const texts = useTexts();
  const active = useSelect((store) => store.view.active);
  const completed = useSelect((store) => store.view.completed);
  const filter = useSelect((store) => store.getFilter());
  const more = useSelect((store) => !store.loader.complete);
  const left = texts.left(active, more);
  const number = (count: number) => `${count}${more ? '+' : ''}`;
  const numbers: Record<Filter, string> = {
    all: number(active + completed),
    active: number(active),
    completed: number(completed),
  };
  const clear = () => {
    store.clearCompleted();
    focusHeading();
  };
  return (
    <footer class="footer">
      <span class="todo-count">
        {left.before}
        <strong>{left.number}</strong>
        {left.after}
      </span>
      <ul class="filters" aria-label={texts.filtersLabel}>
        {(['all', 'active', 'completed'] as const).map((name) => (
          <li key={name}>
            <a
              href={ROUTES[name]}
              class={name === filter ? 'selected' : ''}
              aria-current={name === filter ? 'page' : undefined}
              data-count={numbers[name]}
            >
              {texts.filters[name]}
            </a>
          </li>
        ))}
      </ul>
      {completed > 0 && (
        <button type="button" class="clear-completed" onClick={clear}>
          {texts.clearCompleted}
        </button>
      )}
    </footer>
  );
}
