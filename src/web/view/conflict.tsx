import { useEffect, useRef } from 'preact/hooks';
import type { Conflict as ConflictOf } from '../sync/change';
import { type FieldName, namesOf, type Task } from '../tasks/task';
import type { Texts } from '../texts/texts';
import { useStore, useTexts } from './context';
import { leave } from './focus';

/** Two versions of one task: shows both and lets the person choose. */
export function Conflict({ change, task }: { change: ConflictOf; task: Task }) {
  const store = useStore();
  const { conflict: texts, ...all } = useTexts();
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => panel.current?.scrollIntoView({ block: 'nearest' }), []);
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
    store.resolve(change.key, choice);
  };

  return (
    <div class="conflict" role="alert" ref={panel}>
      <p>{intro}</p>
      {(theirs ? differing : names).map((name) => (
        <dl key={name}>
          <dt>{texts.fields[name]}</dt>
          {theirs && (
            <dd class="theirs">
              <b>{texts.theirs}</b> {shown(theirs, name, { ...all, conflict: texts })}
            </dd>
          )}
          {change.kind === 'edit' && (
            <dd class="yours">
              <b>{texts.yours}</b> {shown({ ...task, ...change.fields }, name, { ...all, conflict: texts })}
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

function shown(task: Task, name: FieldName, { conflict }: Texts): string {
  if (name === 'status') return conflict.statuses[task.status];
  const value = task[name];
  return value === null || value === '' ? conflict.none : String(value);
}
