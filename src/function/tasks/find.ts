import { containsWords } from '../../shared/search';
import { tagKey, tagsIn } from '../../shared/tags';
import type { StoreCall, TablestoreClient } from '../tablestore/client';
import type { Row } from '../tablestore/rows';
import { tasksTable } from '../tablestore/schema';
import { endOfTasks, listIdOf, startOfLists, startOfTasks } from './rows';
import { fromRow, type Task } from './task';

/** Rows that one call scans at most, and that one range read returns at most. */
const scanned = 2000;
const readAtOnce = 500;

/** Dates `YYYY-MM-DD`, both included; an absent end is open. `none` finds the tasks without a date. */
export type DueRange = { from?: string; until?: string } | 'none';

/** The properties of the tasks that are looked for; an absent one does not matter. */
export interface TaskQuery {
  completed?: boolean;
  /** Folded words (`wordsOf`), all of which occur in title or note. */
  q?: readonly string[];
  /** Keys of tags (`tagKey`), all of which the task has. */
  tag?: readonly string[];
  /** A list's id, or `inbox`: the tasks without a list, and those whose list is gone. */
  list?: string;
  due?: DueRange;
}

export interface FoundTasks {
  tasks: Task[];
  /** The id at which the search goes on; absent when all tasks were scanned. */
  next: string | undefined;
}

/**
 * Finds tasks by reading them in creation order. A call scans a bounded number of rows, so that a page may have few tasks or
 * none and be followed by another.
 * @throws StoreError
 */
export async function findTasks(
  store: TablestoreClient,
  call: StoreCall,
  owner: string,
  query: TaskQuery,
  page: { from: string | undefined; limit: number },
): Promise<FoundTasks> {
  const lists = new Set<string>();
  const needsLists = query.list === 'inbox';
  if (needsLists && page.from !== undefined) await readLists(store, call, owner, lists);
  const tasks: Task[] = [];
  // Lists stand in front of the tasks, so that the first range read returns both.
  let from: string | undefined = page.from ?? (needsLists ? startOfLists : startOfTasks);
  for (let rows = 0; from !== undefined && rows < scanned; rows += readAtOnce) {
    const part = { partition: owner, from, until: endOfTasks, limit: readAtOnce };
    const range: { rows: Row[]; next: string | undefined } = await store.getRange(call, tasksTable, part);
    for (const row of range.rows) {
      if (listIdOf(row) !== undefined) {
        addList(lists, row);
        continue;
      }
      const task = fromRow(row);
      if (!matches(query, task, lists)) continue;
      if (tasks.length === page.limit) return { tasks, next: task.id };
      tasks.push(task);
    }
    from = range.next;
  }
  return { tasks, next: from };
}

async function readLists(store: TablestoreClient, call: StoreCall, owner: string, lists: Set<string>): Promise<void> {
  const query = { partition: owner, from: startOfLists, until: startOfTasks, columns: ['version', 'deleting'] };
  const { rows } = await store.getRange(call, tasksTable, { ...query, limit: readAtOnce });
  for (const row of rows) addList(lists, row);
}

function addList(lists: Set<string>, row: Row): void {
  const id = listIdOf(row);
  if (id !== undefined && row.columns.deleting === undefined) lists.add(id);
}

function matches({ completed, q, tag, list, due }: TaskQuery, task: Task, lists: ReadonlySet<string>): boolean {
  if (completed !== undefined && completed !== (task.status === 'completed')) return false;
  if (list !== undefined && !isIn(task, list, lists)) return false;
  if (due !== undefined && !isDue(task, due)) return false;
  if (tag) {
    const tags = tagsIn(task.title, task.note).map(tagKey);
    if (!tag.every((key) => tags.includes(key))) return false;
  }
  return q === undefined || containsWords(q, task.title, task.note);
}

function isIn(task: Task, list: string, lists: ReadonlySet<string>): boolean {
  if (list !== 'inbox') return task.list === list;
  return task.list === null || !lists.has(task.list);
}

function isDue({ due }: Task, range: DueRange): boolean {
  if (due === null || range === 'none') return due === null && range === 'none';
  return (range.from === undefined || due >= range.from) && (range.until === undefined || due <= range.until);
}
