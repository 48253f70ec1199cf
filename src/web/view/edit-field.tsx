import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { titleLimit } from '../../shared/limits';
import { lengthOf } from '../../shared/text';
import type { Task } from '../tasks/task';
import { isComposing, useTexts } from './context';

interface Props {
  task: Task;
  /** Ends editing: with the text to save, or undefined to discard it; `keyboard` when a key ended it. */
  done(text: string | undefined, keyboard: boolean): void;
}

/** The title being edited: Enter and leaving the field save, Escape discards. A title that is too long stays here. */
export function EditField({ task, done }: Props) {
  const texts = useTexts();
  const field = useRef<HTMLInputElement>(null);
  const ended = useRef(false);
  const [text, setText] = useState(task.title);
  const tooLong = lengthOf(text.trim()) > titleLimit;

  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(task.title.length, task.title.length);
  }, []);

  const end = (value: string | undefined, keyboard: boolean) => {
    if (ended.current || (value !== undefined && tooLong)) return;
    ended.current = true; // removing a focused field makes it lose focus, which must not save what was discarded
    done(value, keyboard);
  };
  const keys = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    if (event.key === 'Enter') end(text, true);
    if (event.key === 'Escape') end(undefined, true);
  };

  return (
    <>
      <input
        ref={field}
        class="edit"
        aria-label={texts.task.edit(task.title)}
        aria-invalid={tooLong}
        value={text}
        enterkeyhint="done"
        onInput={(event) => setText(event.currentTarget.value)}
        onBlur={() => end(text, false)}
        onKeyDown={keys}
      />
      {tooLong && (
        <p class="field-error" role="alert">
          {texts.task.limit(titleLimit)}
        </p>
      )}
    </>
  );
}
