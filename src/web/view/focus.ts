import { useEffect, useRef } from 'preact/hooks';
import { focusRow, neighbourOf, rowWith } from './rows';

/** Moves the focus to the row after or before one that is about to go, or to the heading: it is never lost. */
export function leave(row: HTMLElement | null): void {
  const neighbour = row && (neighbourOf(row, true) ?? neighbourOf(row, false));
  if (!focusRow(neighbour)) focusHeading();
}

/** Focuses the row of a task once it is drawn. */
export function focusTask(id: string): void {
  requestAnimationFrame(() => {
    if (!focusRow(rowWith(id))) focusHeading();
  });
}

/** Brings the row of a task into sight and marks it for a moment. */
export function mark(id: string): void {
  requestAnimationFrame(() => {
    const row = rowWith(id);
    row?.scrollIntoView({ block: 'nearest' });
    row?.classList.add('marked');
    setTimeout(() => row?.classList.remove('marked'), 1500);
  });
}

/**
 * Watches a part of the page whose contents come and go. Returns what to call after a change: when the focused element went
 * with it, as when a filter hides its row, the heading gets the focus.
 */
export function useFocusKeeper(part: { readonly current: HTMLElement | null }): () => void {
  const inside = useRef(false);
  useEffect(() => {
    const focused = (event: FocusEvent) => {
      inside.current = part.current?.contains(event.target as Node) ?? false;
    };
    document.addEventListener('focusin', focused);
    return () => document.removeEventListener('focusin', focused);
  }, []);
  return () => {
    if (inside.current && document.activeElement === document.body) focusHeading();
  };
}

export function focusHeading(): void {
  document.querySelector<HTMLElement>('h1')?.focus();
}
