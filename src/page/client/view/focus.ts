/** Moves the focus to the row after or before one that is about to go, or to the heading: it is never lost. */
export function leave(row: HTMLElement | null): void {
  const neighbour = row?.nextElementSibling ?? row?.previousElementSibling;
  const target = neighbour?.querySelector<HTMLElement>('.toggle');
  if (target) target.focus();
  else focusHeading();
}

export function focusHeading(): void {
  document.querySelector<HTMLElement>('h1')?.focus();
}
