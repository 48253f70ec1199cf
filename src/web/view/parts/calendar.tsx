import { texts as parts } from 'parts-texts';
import { useEffect, useRef, useState } from 'preact/hooks';
import { dayOf } from '../../../shared/dates';
import { weekdayOf } from '../../../shared/repeat/next';
import { daysLater, formatted } from '../../tasks/dates';
import { useTexts } from '../context';
import { Left, Right } from '../icons';

const { due: texts } = parts;

interface Props {
  /** The date that has the focus first. */
  value: string;
  selected: string | null;
  today: string;
  choose(date: string): void;
}

const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const monthSteps: Record<string, number> = { PageUp: -1, PageDown: 1 };

/** A month to choose a day from: the arrow keys go by days and weeks, Page Up and Down by months (ARIA's date grid). */
export function Calendar({ value, selected, today, choose }: Props) {
  const all = useTexts();
  const [focused, setFocused] = useState(value);
  const grid = useRef<HTMLTableElement>(null);
  const moved = useRef(true);
  useEffect(() => {
    if (moved.current) grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
    moved.current = false;
  }, [focused]);
  const go = (date: string) => {
    if (date.length !== 10) return; // beyond the year 9999
    moved.current = true;
    setFocused(date);
  };
  const month = focused.slice(0, 7);
  const first = daysLater(`${month}-01`, -weekdayOf(dayOf(`${month}-01`)));
  const weeks = Array.from({ length: 6 }, (_, week) =>
    Array.from({ length: 7 }, (_, day) => daysLater(first, week * 7 + day)),
  );
  const keys = (event: KeyboardEvent) => {
    const step = steps[event.key];
    const monthStep = monthSteps[event.key];
    if (step === undefined && monthStep === undefined) return;
    event.preventDefault();
    go(step !== undefined ? daysLater(focused, step) : inMonth(focused, monthStep ?? 0));
  };
  return (
    <div class="calendar">
      <div class="month">
        <button type="button" class="icon" aria-label={texts.before} onClick={() => setFocused(inMonth(focused, -1))}>
          <Left />
        </button>
        <b aria-live="polite">{formatted(focused, all, { month: 'long', year: 'numeric' })}</b>
        <button type="button" class="icon" aria-label={texts.after} onClick={() => setFocused(inMonth(focused, 1))}>
          <Right />
        </button>
      </div>
      <table ref={grid} onKeyDown={keys}>
        <thead>
          <tr>
            {weeks[0]!.map((date) => (
              <th key={date} scope="col" abbr={formatted(date, all, { weekday: 'long' })}>
                {formatted(date, all, { weekday: 'narrow' })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((date) => (
                <td key={date}>
                  <button
                    type="button"
                    class={date.startsWith(month) ? '' : 'other'}
                    tabIndex={date === focused ? 0 : -1}
                    aria-pressed={date === selected}
                    aria-current={date === today ? 'date' : undefined}
                    aria-label={formatted(date, all, { dateStyle: 'full' })}
                    onClick={() => choose(date)}
                  >
                    {Number(date.slice(8))}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The same day of a month before or after, or that month's last day. */
function inMonth(date: string, months: number): string {
  const at = new Date(`${date.slice(0, 7)}-01T00:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() + months + 1, 0);
  at.setUTCDate(Math.min(at.getUTCDate(), Number(date.slice(8))));
  return at.toISOString().slice(0, 10);
}
