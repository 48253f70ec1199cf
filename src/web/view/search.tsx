import { useEffect, useRef, useState } from 'preact/hooks';
import { matcherOf } from '../tasks/find';
import type { Task } from '../tasks/task';
import { isComposing, useAppContext, useSelect } from './context';
import { loadParts } from './part';

/** The search through all tasks, whatever their list. */
export function Search() {
  const { store, texts: all, assets } = useAppContext();
  const { search: texts } = all;
  const initials = useRef<(task: Task) => string>(undefined);
  const searching = useSelect((store) => store.isSearching);
  const [text, setText] = useState('');
  useEffect(() => {
    if (!searching) setText('');
  }, [searching]);
  const change = (value: string) => {
    setText(value);
    store.find(matcherOf(value, initials.current));
  };
  // Pinyin is in the second script: without it, words are found all the same.
  const prepare = () =>
    void loadParts(assets).then(
      ({ initialsOf }) => {
        initials.current = initialsOf;
      },
      () => undefined,
    );
  return (
    <input
      type="search"
      class="search"
      placeholder={texts.label}
      aria-label={texts.label}
      value={text}
      onFocus={prepare}
      onInput={(event) => change(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !isComposing(event)) change('');
      }}
    />
  );
}
