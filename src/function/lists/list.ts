import { ulidPattern } from '../../shared/ulid';
import type { WireList } from '../../shared/wire';
import type { Columns, Row } from '../tablestore/rows';
import { listIdOf, writeTokensColumn } from '../tasks/rows';

/** What becomes of a list's tasks when it is deleted. */
export const deletionModes = ['inbox', 'trash'] as const;

export type DeletionMode = (typeof deletionModes)[number];

/** A list of tasks. Times are epoch milliseconds. */
export interface List {
  /** A ULID. */
  id: string;
  name: string;
  order: number | null;
  archived: boolean;
  /** Set while the list is being deleted: it is gone for everybody, but its tasks may not be done yet. */
  deleting: DeletionMode | null;
  createdAt: number;
  updatedAt: number;
  version: number;
}

/** What a person decides about a list. */
export type ListFields = Pick<List, 'name' | 'order' | 'archived'>;

/** The columns that a list may lack. */
export const optionalColumns = ['order', 'archived', 'deleting'];

/** Whether a text is a list's id in its one canonical, upper-case form. */
export function isListId(text: string): boolean {
  return ulidPattern.test(text);
}

export function newList(id: string, fields: ListFields, now: number): List {
  return { id, ...fields, deleting: null, createdAt: now, updatedAt: now, version: 1 };
}

/**
 * A list after a change.
 * @returns the very same list when nothing differs
 */
export function changeList(list: List, changes: Partial<List>, now: number): List {
  const fields = Object.keys(changes) as (keyof List)[];
  return fields.every((field) => changes[field] === list[field]) ? list : replaceList(list, changes, now);
}

/** A list after its fields were written, which makes a version also when nothing differs. */
export function replaceList(list: List, fields: Partial<List>, now: number): List {
  return { ...list, ...fields, updatedAt: now, version: list.version + 1 };
}

/** The list's columns as stored. `writeTokens` name its last writes, newest first. */
export function toColumns(list: List, writeTokens: string): Columns {
  return {
    name: list.name,
    order: list.order ?? undefined,
    archived: list.archived ? 1 : undefined,
    deleting: list.deleting ?? undefined,
    created_at: list.createdAt,
    updated_at: list.updatedAt,
    version: list.version,
    [writeTokensColumn]: writeTokens,
  };
}

export function fromRow(row: Row): List {
  const { columns } = row;
  return {
    id: listIdOf(row) ?? '',
    name: String(columns.name ?? ''),
    order: columns.order === undefined ? null : Number(columns.order),
    archived: columns.archived === 1,
    deleting: deletionModes.find((mode) => mode === columns.deleting) ?? null,
    createdAt: Number(columns.created_at),
    updatedAt: Number(columns.updated_at),
    version: Number(columns.version),
  };
}

/** The list as the API shows it. `base` is the beginning of its URL. */
export function toJson({ id, name, order, archived, createdAt, updatedAt, version }: List, base: string): WireList {
  return {
    id,
    url: `${base}/api/lists/${id}`,
    name,
    order,
    archived,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    version,
  };
}
