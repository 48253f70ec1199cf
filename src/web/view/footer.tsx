import { addressOf, type Filter, filters } from '../tasks/place';
import { useSelect, useStore, useTexts } from './context';
import { focusHeading } from './focus';

/** The counter, the filters, and "clear completed". */
export function Footer() {
  const store = useStore();
  const texts = useTexts();
  const active = useSelect((store) => store.view.active);
  const completed = useSelect((store) => store.view.completed);
  const place = useSelect(({ place, isSearching }) => ('filter' in place && !isSearching ? place : undefined));
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
      {place && (
        <ul class="filters" aria-label={texts.filtersLabel}>
          {filters.map((filter) => (
            <li key={filter}>
              <a
                href={addressOf({ ...place, filter })}
                class={filter === place.filter ? 'selected' : ''}
                aria-current={filter === place.filter ? 'page' : undefined}
                aria-describedby={`count-${filter}`}
              >
                {texts.filters[filter]}
              </a>
              <span class="number" id={`count-${filter}`}>
                {numbers[filter]}
              </span>
            </li>
          ))}
        </ul>
      )}
      {place && completed > 0 && (
        <button type="button" class="clear-completed" onClick={clear}>
          {texts.clearCompleted}
        </button>
      )}
    </footer>
  );
}
