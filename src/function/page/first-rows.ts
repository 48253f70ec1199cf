import { type List, fromRow as listOf } from '../lists/list';
import type { StoreCall, TablestoreClient } from '../tablestore/client';
import { tasksTable } from '../tablestore/schema';
import { endOfTasks, listIdOf, startOfLists } from '../tasks/rows';
import { type Task, fromRow as taskOf } from '../tasks/task';

/** Tasks embedded in the document; fewer beside more lists than `embeddedLists`. */
const embeddedTasks = 100;
const embeddedLists = 20;

/** What the document shows first of an owner's list. */
export interface FirstRows {
  lists: List[];
  tasks: Task[];
  /** The id at which the tasks go on; undefined after the last. */
  next: string | undefined;
}

/**
 * All lists of an owner and the first tasks: lists stand in front of the tasks, so that one range read returns both.
 * @throws StoreError
 */
export async function readFirstRows(store: TablestoreClient, call: StoreCall, owner: string): Promise<FirstRows> {
  const limit = embeddedLists + embeddedTasks + 1;
  const range = { partition: owner, from: startOfLists, until: endOfTasks, limit };
  const { rows, next } = await store.getRange(call, tasksTable, range);
  const listRows = rows.filter((row) => listIdOf(row) !== undefined);
  const tasks = rows.slice(listRows.length).map(taskOf);
  const lists = listRows.map(listOf).filter((list) => list.deleting === null);
  return { lists, tasks: tasks.slice(0, embeddedTasks), next: tasks[embeddedTasks]?.id ?? next };
}
