/** Distance from an edge of the window, in pixels, at which dragging scrolls. */
const edge = 70;

/**
 * Lets a row be dragged by its grip, by mouse, pen or finger, until the pointer is released; calls `drop` with the index
 * among its siblings at which it was let go. Escape and a cancelled pointer leave it where it was.
 */
export function startDrag(event: PointerEvent, grip: HTMLElement, row: HTMLElement, drop: (to: number) => void): void {
  const list = row.parentElement!;
  let rows: HTMLElement[] = [];
  let from = -1;
  const look = () => {
    rows = Array.from(list.querySelectorAll<HTMLElement>(':scope > [data-id]'));
    from = rows.indexOf(row);
  };
  look();
  const startY = event.clientY + window.scrollY;
  let y = event.clientY;
  let to = from;
  let frame = 0;

  const draw = () => {
    look(); // the list may have changed since
    row.style.transform = `translateY(${y + window.scrollY - startY}px)`;
    to = indexAt(rows, from, y);
    for (const [index, other] of rows.entries()) {
      other.classList.toggle('drop-before', to < from && index === to);
      other.classList.toggle('drop-after', to > from && index === to);
    }
  };
  const scroll = () => {
    const speed = y < edge ? y - edge : y > window.innerHeight - edge ? y - window.innerHeight + edge : 0;
    if (speed !== 0) {
      window.scrollBy(0, speed / 4);
      draw();
    }
    frame = requestAnimationFrame(scroll);
  };
  const moved = (event: PointerEvent) => {
    y = event.clientY;
    row.classList.add('dragging');
    draw();
  };
  const end = (dropped: boolean) => {
    if (dropped && row.classList.contains('dragging')) draw();
    cancelAnimationFrame(frame);
    grip.removeEventListener('pointermove', moved);
    grip.removeEventListener('pointerup', released);
    grip.removeEventListener('pointercancel', cancelled);
    document.removeEventListener('keydown', escaped, true);
    row.style.transform = '';
    row.classList.remove('dragging');
    for (const other of rows) other.classList.remove('drop-before', 'drop-after');
    if (dropped && to !== from) drop(to);
  };
  const released = () => end(true);
  const cancelled = () => end(false);
  const escaped = (event: KeyboardEvent) => {
    if (event.key === 'Escape') end(false);
  };

  grip.setPointerCapture(event.pointerId);
  grip.addEventListener('pointermove', moved);
  grip.addEventListener('pointerup', released);
  grip.addEventListener('pointercancel', cancelled);
  document.addEventListener('keydown', escaped, true);
  frame = requestAnimationFrame(scroll);
}

/** The index that the dragged row would have if it were let go at the height `y` of the window. */
function indexAt(rows: readonly HTMLElement[], from: number, y: number): number {
  const others = rows.filter((_, index) => index !== from);
  let low = 0;
  let high = others.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const box = others[middle]!.getBoundingClientRect();
    if (box.top + box.height / 2 < y) low = middle + 1;
    else high = middle;
  }
  return low;
}
