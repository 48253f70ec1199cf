import { useEffect, useRef, useState } from 'preact/hooks';
import { titleLimit } from '../../shared/limits';
import { lengthOf } from '../../shared/text';
import { draftKey } from '../draft';
import { longDate } from '../tasks/dates';
import { isComposing, useSelect, useStore, useTexts } from './context';

/** The heading and the field for a new task. What is typed outlives a reload. */
export function Header() {
  const store = useStore();
  const texts = useTexts();
  const today = useSelect(() => longDate(texts, new Date()));
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
    <header class="header">
      <h1 tabIndex={-1}>{texts.title}</h1>
      <p class="today">{today}</p>
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
    </header>
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
