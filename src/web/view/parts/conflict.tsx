import { texts as parts } from 'parts-texts';
import { useEffect, useRef } from 'preact/hooks';
import { resolveChange } from '../../resolutions';
import { type FieldName, namesOf, type Task } from '../../tasks/task';
import { useSelect, useStore } from '../context';
import { leave } from '../focus';

const { conflict: texts } = parts;

/** Two versions of one task: shows both and lets the person choose. */
export function Conflict({ id }: { id: string }) {
  const store = useStore();
  const change = useSelect((store) => store.view.conflicts.get(id));
  const task = useSelect((store) => store.view.tasks.get(id));
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => panel.current?.scrollIntoView({ block: 'nearest' }), []);
  if (!change || !task) return null;
  const { theirs } = change;
  const removing = change.kind === 'remove';
  const names = change.kind === 'edit' ? namesOf(change.fields) : (['title', 'note', 'due', 'status'] as const);
  const differing = names.filter(
    (name) => theirs && theirs[name] !== (change.kind === 'remove' ? task[name] : change.fields[name]),
  );
  const intro = removing ? texts.removeChanged : theirs ? texts.edited : texts.deleted;
  const mine = removing ? texts.deleteAnyway : theirs ? texts.useMine : texts.restore;
  const other = removing ? texts.keep : theirs ? texts.useTheirs : texts.letGo;
  const choose = (choice: 'mine' | 'theirs') => {
    const row = panel.current?.closest('li') ?? null;
    if (choice === 'theirs' ? theirs : !removing) row?.querySelector<HTMLElement>('.toggle')?.focus();
    else leave(row);
    resolveChange(store, change.key, choice);
  };

  return (
    <div class="conflict" role="alert" ref={panel}>
      <p>{intro}</p>
      {(theirs ? differing : names).map((name) => (
        <dl key={name}>
          <dt>{texts.fields[name]}</dt>
          {theirs && (
            <dd class="theirs">
              <b>{texts.theirs}</b> {shown(theirs, name)}
            </dd>
          )}
          {change.kind === 'edit' && (
            <dd class="yours">
              <b>{texts.yours}</b> {shown({ ...task, ...change.fields }, name)}
            </dd>
          )}
        </dl>
      ))}
      <div class="choices">
        <button type="button" class="use-theirs" onClick={() => choose('theirs')}>
          {other}
        </button>
        <button type="button" class="use-mine" onClick={() => choose('mine')}>
          {mine}
        </button>
      </div>
    </div>
  );
}

function shown(task: Task, name: FieldName): string {
  if (name === 'status') return texts.statuses[task.status];
  const value = task[name];
  return value === null || value === '' ? texts.none : String(value);
}
