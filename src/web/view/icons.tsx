import type { JSX } from 'preact';

const icon = (path: string) => (): JSX.Element => (
  <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" focusable="false">
    <path d={path} />
  </svg>
);

export const Pencil = icon('M4 20h4L19 9l-4-4L4 16v4M13 7l4 4');
export const Bin = icon('M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5');
export const Grip = icon('M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01');
export const Person = icon('M12 12a4 4 0 100-8 4 4 0 000 8M4 20c1-4 4-5 8-5s7 1 8 5');
export const Keyboard = icon('M3 7h18v11H3zM7 11h.01M11 11h.01M15 11h.01M8 15h8');
export const Calendar = icon('M4 6h16v14H4zM4 10h16M8 3v4M16 3v4');
export const Inbox = icon('M4 13l3-8h10l3 8v6H4zM4 13h5a3 3 0 006 0h5');
export const Sun = icon('M12 16a4 4 0 100-8 4 4 0 000 8M12 2v2M12 20v2M2 12h2M20 12h2');
export const Lines = icon('M5 7h14M5 12h14M5 17h9');
export const Hash = icon('M9 4L7 20M17 4l-2 16M4 9h16M4 15h16');
export const Done = icon('M5 13l4 4L19 7');
export const Plus = icon('M12 5v14M5 12h14');
export const Menu = icon('M4 7h16M4 12h16M4 17h16');
export const Repeat = icon('M4 11a7 7 0 0112-4l3 3M19 5v5h-5M20 13a7 7 0 01-12 4l-3-3M5 19v-5h5');
export const Left = icon('M15 5l-7 7 7 7');
export const Right = icon('M9 5l7 7-7 7');
