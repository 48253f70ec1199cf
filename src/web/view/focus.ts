import { useEffect, useRef } from 'preact/hooks';

/** Moves the focus to the row after or before one that is about to go, or to the heading: it is never lost. */
export function leave(row: HTMLElement | null): void {
  const neighbour = row?.nextElementSibling ?? row?.previousElementSibling;
  const target = neighbour?.querySelector<HTMLElement>('.toggle');
  if (target) target.focus();
  else focusHeading();
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
