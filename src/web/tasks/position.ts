import { timeOfUlid } from '../../shared/ulid';
import type { Task } from './task';

/*
 * The order of the list. Every task has a position, a number: its `order` when it was moved, else the moment it was created in
 * milliseconds since 2020. The list ascends by position, and by id where positions are equal. So an untouched list is in
 * order of creation, and moving a task writes one number, halfway between the positions of its new neighbours.
 */
const EPOCH = Date.UTC(2020, 0, 1);

/** Room left before the first task, so that later moves to the top find a number as well. */
const STEP = 1000;

/** Numbers closer than this count as full: their neighbours are spread out instead of halving on. */
const CLOSEST = 1 / 1024;

export function positionOf(task: Pick<Task, 'id' | 'order' | 'createdAt'>): number {
  return task.order ?? (timeOfUlid(task.id) ?? Date.parse(task.createdAt)) - EPOCH;
}

/** A task's place in the list: what sorting and moving need to know of it. */
export interface Place {
  id: string;
  position: number;
}

export function byPosition(a: Place, b: Place): number {
  return a.position - b.position || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/**
 * The new `order` numbers that bring the task at index `from` to index `to` of a sorted list. Mostly one; where the
 * neighbours leave no room between them, those around are spread out as well.
 */
export function move(list: readonly Place[], from: number, to: number): Place[] {
  const moved = list[from];
  if (!moved || from === to || to < 0 || to >= list.length) return [];
  const rest = list.filter((_, index) => index !== from);
  for (let reach = 0; ; reach++) {
    const start = Math.max(0, to - reach);
    const end = Math.min(rest.length, to + reach);
    const ids = [...rest.slice(start, to), moved, ...rest.slice(to, end)].map((place) => place.id);
    const numbers = between(rest[start - 1]?.position, rest[end]?.position, ids.length);
    if (numbers) return ids.map((id, index) => ({ id, position: numbers[index]! }));
  }
}

/** `count` ascending numbers strictly between two bounds (undefined: open), or undefined when there is no room. */
function between(low: number | undefined, high: number | undefined, count: number): number[] | undefined {
  const numbers = (first: number, step: number) => Array.from({ length: count }, (_, index) => first + index * step);
  if (low === undefined) return high === undefined ? numbers(0, STEP) : numbers(high - count * STEP, STEP);
  // One millisecond is enough after the last: a task created later must still come after it.
  if (high === undefined) return numbers(low + 1, 1);
  const step = (high - low) / (count + 1);
  return step >= CLOSEST ? numbers(low + step, step) : undefined;
}

/** The `order` that a new task needs to come last: null when its creation time says so already. */
export function orderAtEnd(id: string, createdAt: string, last: Place | undefined): number | null {
  const natural = { id, position: positionOf({ id, createdAt, order: null }) };
  return !last || byPosition(last, natural) < 0 ? null : last.position + 1;
}
