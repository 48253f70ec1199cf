import type { JSX } from 'preact';

const icon = (path: string) => (): JSX.Element => (
  <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" focusable="false">
    <path d={path} />
  </svg>
);

export const Pencil = icon('M4 20h4L19 9l-4-4L4 16v4M13 7l4 4');
export const Cross = icon('M6 6l12 12M18 6L6 18');
export const Note = icon('M5 6h14M5 11h14M5 16h8');
export const Grip = icon('M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01');
export const Up = icon('M6 15l6-6 6 6');
export const Down = icon('M6 9l6 6 6-6');
export const Person = icon('M12 12a4 4 0 100-8 4 4 0 000 8M4 20c1-4 4-5 8-5s7 1 8 5');
export const Keyboard = icon('M3 7h18v11H3zM7 11h.01M11 11h.01M15 11h.01M8 15h8');
export const Clock = icon('M12 21a9 9 0 100-18 9 9 0 000 18M12 8v4l3 2');
