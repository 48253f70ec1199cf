/*
 * The rows of the list as the keyboard sees them: the list is one tab stop, arrows go from row to row, and within a row from
 * its toggle to its buttons.
 */

const controls = '.toggle, .set-date, .rename, .destroy, .grip';

export const rowOf = (element: Element): HTMLElement | null => element.closest<HTMLElement>('.todo-list > [data-id]');

export const rowWith = (id: string): HTMLElement | null =>
  document.querySelector<HTMLElement>(`.todo-list > [data-id="${CSS.escape(id)}"]`);

const toggleOf = (row: Element | null | undefined): HTMLElement | null =>
  row?.querySelector<HTMLElement>('.toggle') ?? null;

/** The row before or after a row, past the headings of groups. */
export function neighbourOf(row: HTMLElement | null, down: boolean): HTMLElement | null {
  const rows = Array.from(document.querySelectorAll<HTMLElement>('.todo-list > [data-id]'));
  if (!row) return (down ? rows[0] : rows[rows.length - 1]) ?? null;
  return rows[rows.indexOf(row) + (down ? 1 : -1)] ?? null;
}

export function focusRow(row: HTMLElement | null): boolean {
  const toggle = toggleOf(row);
  toggle?.focus();
  toggle?.scrollIntoView({ block: 'nearest' });
  return toggle !== null;
}

/** Moves the focus along the controls of a row. */
export function alongRow(row: HTMLElement, target: HTMLElement, forward: boolean): void {
  const stops = Array.from(row.querySelectorAll<HTMLElement>(controls));
  stops[stops.indexOf(target) + (forward ? 1 : -1)]?.focus();
}

/** Lets the Tab key reach one row of the list: the one that has or had the focus, else the first. */
export function setTabStop(part: Element | null, wanted?: Element): void {
  const stops = part?.querySelectorAll<HTMLElement>('.todo-list .toggle[tabindex="0"]') ?? [];
  const next = toggleOf(wanted ?? stops[0]?.closest('li') ?? part?.querySelector('.todo-list > [data-id]'));
  for (const stop of stops) if (stop !== next) stop.tabIndex = -1;
  if (next) next.tabIndex = 0;
}
