import type { News } from '../message';
import type { List } from '../tasks/server-tasks';
import type { Task } from '../tasks/task';
import { compare, type Edit, type Remove, type Single } from './change';
import type { Outbox } from './outbox';

interface Parts {
  list: List;
  outbox: Outbox;
  tell(news: News): void;
}

/** Settles what came of a change of one task that the server answered: it got through, or met another version. */
export class Outcome {
  constructor(private readonly parts: Parts) {}

  /** The change got through: `task` is what the server has now, null when it is gone. */
  settle(change: Single, task: Task | null): void {
    const { list, outbox } = this.parts;
    if (task) list.put(task);
    else list.delete(change.id);
    outbox.replace(change.key);
    for (const later of outbox.of(change.id)) {
      if (task && 'version' in later) outbox.update(later.key, { version: task.version });
      if (!task) outbox.replace(later.key);
    }
  }

  /** The change met another version than the one it was made on, or no task: `theirs` is what the server has. */
  met(change: Single, theirs: Task | null): void {
    // An id of ours that is taken: an earlier send got through and its answer was lost.
    if (change.kind === 'create') this.settle(change, theirs);
    else if (change.kind === 'remove') this.#metRemove(change, theirs);
    else this.#metEdit(change, theirs);
  }

  #metRemove(change: Remove, theirs: Task | null): void {
    const seen = this.parts.list.get(change.id);
    if (!theirs) return this.settle(change, null);
    if (seen && sameText(seen, theirs)) this.#again(change, theirs);
    else this.parts.outbox.update(change.key, { state: 'conflict', theirs });
  }

  #metEdit(change: Edit, theirs: Task | null): void {
    const verdict = theirs ? compare(change, theirs) : 'ask';
    if (!theirs || verdict === 'ask') return this.parts.outbox.update(change.key, { state: 'conflict', theirs });
    if (verdict === 'merge') {
      const seen = this.parts.list.get(change.id);
      if (!seen || !sameText(seen, theirs)) this.parts.tell('merged');
      return this.#again(change, theirs);
    }
    if (verdict === 'theirs') this.parts.tell('moved-elsewhere');
    this.settle(change, theirs);
  }

  #again(change: Edit | Remove, theirs: Task): void {
    this.parts.list.put(theirs);
    this.parts.outbox.update(change.key, { state: 'ready', version: theirs.version });
  }
}

const sameText = (a: Task, b: Task): boolean =>
  a.title === b.title && a.note === b.note && a.status === b.status && a.due === b.due;
