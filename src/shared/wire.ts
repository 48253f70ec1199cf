/** What goes over HTTP as JSON, as the function writes it and the page reads it. */

export const statuses = ['open', 'completed', 'paused', 'closed'] as const;

/** How a task stands; only `completed` counts as done. */
export type Status = (typeof statuses)[number];

/** From where a repeating task's next date is counted: its due date, or the day of its completion. */
export const repeatOrigins = ['due', 'completion'] as const;

export type RepeatFrom = (typeof repeatOrigins)[number];

/** A task. Times are RFC 3339 in UTC, `due` is `YYYY-MM-DD`. */
export interface WireTask {
  /** A ULID, so that ids ascend by creation. */
  id: string;
  url: string;
  title: string;
  note: string;
  status: Status;
  /** The same fact as status `completed`. */
  completed: boolean;
  completedAt: string | null;
  order: number | null;
  due: string | null;
  /** A rule of RFC 5545's `recur`, as `parseRule` takes it. A task that repeats has a due date. */
  repeat: string | null;
  repeatFrom: RepeatFrom;
  /** The list that the task is in; null is the Inbox. */
  list: string | null;
  /** The tags in title and note, without `#`. */
  tags: string[];
  /** The progress of the note's check list. */
  progress: Progress | null;
  /** The repeating task of which this one is a finished occurrence. */
  occurrenceOf?: string;
  createdAt: string;
  updatedAt: string;
  /** 1 when created, one more with every change; the ETag is this in quotes. */
  version: number;
}

/** A list of tasks. Times are RFC 3339 in UTC. */
export interface WireList {
  /** A ULID. */
  id: string;
  url: string;
  name: string;
  /** Where the list stands among the others; any finite number. */
  order: number | null;
  archived: boolean;
  createdAt: string;
  updatedAt: string;
  /** 1 when created, one more with every change; the ETag is this in quotes. */
  version: number;
}

/** Which lists and tasks there are, in the order of their ids, each with its version. */
export interface Versions {
  lists: [string, number][];
  tasks: [string, number][];
}

/** A task in the trash. */
export interface WireTrashedTask {
  /** A ULID of the time of deletion, a colon, and the task's id. */
  id: string;
  deletedAt: string;
  /** When it is forgotten. */
  expiresAt: string;
  /** The task as it was deleted. */
  task: WireTask;
}

/** What a client may write. */
export type WritableFields = Pick<
  WireTask,
  'title' | 'note' | 'status' | 'order' | 'due' | 'repeat' | 'repeatFrom' | 'list'
>;

/** Who a session belongs to. A guest's name is made up by the service. */
export interface User {
  id: string;
  name: string;
  guest: boolean;
}

/** What is wrong with one part of a request. */
export interface InputError {
  /** A JSON pointer into the body (RFC 6901), or `?name` for a query parameter. */
  pointer: string;
  detail: string;
}

/** How many lines of a check list are ticked. */
export interface Progress {
  done: number;
  total: number;
}

/** A refusal (RFC 9457). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  requestId: string;
  errors?: InputError[];
}

/** What became of one change of a batch. */
export interface WireBatchResult {
  /** The task's id as it was sent; null when it was no text. */
  id: string | null;
  /** As the status of the call that makes this change alone. */
  status: number;
  /** The task as it is now, when it was created, changed, or is there already. */
  task?: WireTask;
  /** Why nothing was changed. */
  problem?: Problem;
}
