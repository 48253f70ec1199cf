import { texts as parts } from 'parts-texts';
import { nextOccurrence } from '../../../shared/repeat/next';
import { setRule } from '../../../shared/repeat/parse';
import { formatted } from '../../tasks/dates';
import { repeatParts } from '../../tasks/repeat-words';
import { isCompleted, type Task } from '../../tasks/task';
import { useSelect, useStore, useTexts } from '../context';

const { repeat: texts } = parts;

const rules = ['FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'FREQ=WEEKLY', 'FREQ=MONTHLY', 'FREQ=YEARLY'];

/** When the task repeats, in words, and when it is due next. */
export function RepeatField({ task }: { task: Task }) {
  const store = useStore();
  const all = useTexts();
  const today = useSelect((store) => store.today);
  const due = task.due ?? today;
  const known = rules.map((rule) => setRule(rule, due));
  const other = task.repeat !== null && !known.includes(task.repeat) ? [task.repeat] : [];
  const next = task.repeat && !isCompleted(task) ? nextOccurrence(task.repeat, due, today, task.repeatFrom) : undefined;
  return (
    <div class="field">
      <label>
        {texts.label}
        <select
          class="repeats"
          value={task.repeat ?? ''}
          onChange={(event) => store.edit(task.id, { repeat: event.currentTarget.value || null })}
        >
          <option value="">{texts.never}</option>
          {[...other, ...known].map((rule) => (
            <option key={rule} value={rule}>
              {texts.rule(repeatParts(rule, task.repeatFrom))}
            </option>
          ))}
        </select>
      </label>
      {task.repeat && (
        <label class="check">
          <input
            type="checkbox"
            checked={task.repeatFrom === 'completion'}
            onChange={(event) =>
              store.edit(task.id, { repeatFrom: event.currentTarget.checked ? 'completion' : 'due' })
            }
          />
          {texts.fromCompletion}
        </label>
      )}
      {next && (
        <p class="near">
          {texts.next(formatted(next.due, all, { weekday: 'short', month: 'short', day: 'numeric', year: 'numeric' }))}
          <button type="button" class="skip" onClick={() => store.skip(task.id)}>
            {texts.skip}
          </button>
        </p>
      )}
    </div>
  );
}
