import { texts as parts } from 'parts-texts';
import { useState } from 'preact/hooks';
import { dayOf } from '../../../shared/dates';
import { weekdayOf } from '../../../shared/repeat/next';
import { daysLater, formatted } from '../../tasks/dates';
import type { Task } from '../../tasks/task';
import { useSelect, useStore, useTexts } from '../context';
import { Calendar } from './calendar';
import { useDraft } from './use-draft';

const { due: texts } = parts;

/** The due date: one tap for the near ones, a calendar, and a field to type into. */
export function DueField({ task }: { task: Task }) {
  const store = useStore();
  const all = useTexts();
  const today = useSelect((store) => store.today);
  const [open, setOpen] = useState(false);
  const set = (due: string | null) => store.edit(task.id, due ? { due } : { due, repeat: null });
  const near: [name: string, date: string][] = [
    [texts.today, today],
    [texts.tomorrow, daysLater(today, 1)],
    [texts.nextWeek, daysLater(today, 7 - weekdayOf(dayOf(today)))],
  ];
  return (
    <fieldset class="due-field">
      <legend>
        {texts.label}
        {task.due && (
          <b> {formatted(task.due, all, { weekday: 'short', year: 'numeric', month: 'short', day: 'numeric' })}</b>
        )}
      </legend>
      <div class="near">
        {near.map(([name, date]) => (
          <button key={name} type="button" aria-pressed={task.due === date} onClick={() => set(date)}>
            {name}
          </button>
        ))}
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {texts.calendar}
        </button>
        {task.due && (
          <button type="button" class="no-date" onClick={() => set(null)}>
            {texts.none}
          </button>
        )}
      </div>
      {open && (
        <Calendar
          value={task.due ?? today}
          selected={task.due}
          today={today}
          choose={(date) => {
            set(date);
            setOpen(false);
          }}
        />
      )}
      <DateInput task={task} />
    </fieldset>
  );
}

/** The date as the browser lets it be typed. While a year is typed the field holds others on the way: only the one that stays is saved. */
function DateInput({ task }: { task: Task }) {
  const store = useStore();
  const [incomplete, setIncomplete] = useState(false);
  const save = (text: string, seen: Task) =>
    store.edit(task.id, text ? { due: text } : { due: null, repeat: null }, seen);
  const { draft, type, settle, reset } = useDraft(task, save);
  return (
    <>
      <input
        type="date"
        class="due-date"
        aria-label={texts.label}
        max="9999-12-31"
        value={draft ?? task.due ?? ''}
        onChange={(event) => {
          setIncomplete(false);
          if (!event.currentTarget.validity.badInput) type(event.currentTarget.value);
        }}
        onBlur={(event) => {
          // An incomplete date reads as an empty one: the task keeps its date.
          const { badInput } = event.currentTarget.validity;
          setIncomplete(badInput);
          if (badInput) reset();
          else settle();
        }}
      />
      <span class="field-error" role="alert">
        {incomplete && texts.incomplete}
      </span>
    </>
  );
}
