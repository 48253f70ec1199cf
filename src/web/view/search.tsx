import { useEffect, useState } from 'preact/hooks';
import { matcherOf } from '../tasks/find';
import { isComposing, useSelect, useStore, useTexts } from './context';

/** The search through all tasks, whatever their list. */
export function Search() {
  const store = useStore();
  const { search: texts } = useTexts();
  const searching = useSelect((store) => store.isSearching);
  const [text, setText] = useState('');
  useEffect(() => {
    if (!searching) setText('');
  }, [searching]);
  const change = (value: string) => {
    setText(value);
    store.find(matcherOf(value));
  };
  return (
    <input
      type="search"
      class="search"
      placeholder={texts.label}
      aria-label={texts.label}
      value={text}
      onInput={(event) => change(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !isComposing(event)) change('');
      }}
    />
  );
}
