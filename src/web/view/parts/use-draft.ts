import { useEffect, useRef, useState } from 'preact/hooks';
import type { Task } from '../../tasks/task';

/** What is being typed into a field, saved by `save` a moment after the last key, and when the field goes away. */
export function useDraft(
  task: Task,
  save: (text: string, seen: Task) => void,
  isValid: (text: string) => boolean = () => true,
) {
  const [draft, setDraft] = useState<{ text: string; seen: Task } | null>(null);
  const settle = useRef<() => void>(() => undefined);
  settle.current = () => {
    if (!draft || !isValid(draft.text)) return;
    save(draft.text, draft.seen);
    setDraft(null);
  };
  useEffect(() => {
    if (!draft) return;
    const timer = setTimeout(() => settle.current(), 1000);
    return () => clearTimeout(timer);
  }, [draft]);
  useEffect(() => () => settle.current(), []);
  return {
    draft: draft?.text,
    type: (text: string) => setDraft({ text, seen: draft?.seen ?? task }),
    settle: () => settle.current(),
    reset: () => setDraft(null),
  };
}
