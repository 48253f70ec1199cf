import { useEffect, useRef, useState } from 'preact/hooks';
import { titleLimit } from '../../shared/limits';
import { lengthOf } from '../../shared/text';
import { longDate } from '../tasks/dates';
import { isComposing, useStore, useTexts } from './context';

const DRAFT = 'todos-draft';

/** The heading and the field for a new task. What is typed outlives a reload. */
export function Header() {
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
    <header class="header">
      <h1 tabIndex={-1}>{texts.title}</h1>
      <p class="today">{longDate(texts, new Date())}</p>
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
    return sessionStorage.getItem(DRAFT) ?? '';
  } catch {
    return '';
  }
}

function write(text: string): void {
  try {
    if (text) sessionStorage.setItem(DRAFT, text);
    else sessionStorage.removeItem(DRAFT);
  } catch {
    // Storage that is forbidden: the text lives as long as the page.
  }
}
