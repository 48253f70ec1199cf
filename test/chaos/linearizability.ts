/**
 * One operation on one object as a client saw it: it began, it ended, and it may have been applied at one moment in between.
 * Times are of one clock; only their order counts.
 */
export interface Operation<State> {
  start: number;
  end: number;
  /** What the operation makes of a state; undefined when its answer cannot have come from that state. */
  apply(state: State): State | undefined;
  /** Its answer was lost: it took effect once between start and end, or never. */
  maybe?: boolean;
  /** Its answer shows that it changed nothing. */
  readOnly?: boolean;
  /** For people who read a violation. */
  label: string;
}

export type Verdict = { linearizable: true } | { linearizable: false; stuckAt: string[] };

/** Gives up with an error when a history is so ambiguous that it has more states than this. */
const mostStates = 2_000_000;

/**
 * Whether there is an order of the operations, each at one moment between its start and its end, in which every answer is
 * right: the search of Wing and Gong ("Testing and verifying concurrent objects", 1993) with the memory of Lowe ("Testing
 * for linearizability", 2017). `key` tells states apart.
 */
export function checkLinearizable<State>(
  operations: readonly Operation<State>[],
  initial: State,
  key: (state: State) => string,
): Verdict {
  const sorted = [...operations].sort((a, b) => a.start - b.start);
  const done = new Uint8Array(sorted.length);
  const seen = new Set<string>();
  const certain = sorted.filter(({ maybe }) => !maybe).length;
  let furthest = { count: -1, candidates: [] as number[] };

  function candidates(latestStart: number): number[] {
    let earliestEnd = Number.POSITIVE_INFINITY;
    sorted.forEach((operation, i) => {
      if (!done[i] && !operation.maybe) earliestEnd = Math.min(earliestEnd, operation.end);
    });
    const found: number[] = [];
    for (let i = 0; i < sorted.length && sorted[i]!.start <= earliestEnd; i++) {
      if (!done[i] && sorted[i]!.end >= latestStart) found.push(i);
    }
    return found;
  }

  function search(state: State, latestStart: number, count: number): boolean {
    if (count === certain) return true;
    const memory = `${Buffer.from(done).toString('latin1')}|${key(state)}`;
    if (seen.has(memory)) return false;
    if (seen.add(memory).size > mostStates) throw new Error('the history is too ambiguous to be checked');
    const next = candidates(latestStart);
    if (count > furthest.count) furthest = { count, candidates: next.filter((i) => !sorted[i]!.maybe) };
    // What changes nothing and is right now loses nothing by being put here.
    const reading = next.find((i) => sorted[i]!.readOnly && sorted[i]!.apply(state) !== undefined);
    for (const i of reading === undefined ? next : [reading]) {
      const { apply, start, maybe } = sorted[i]!;
      const after = apply(state);
      if (after === undefined || (maybe && key(after) === key(state))) continue;
      done[i] = 1;
      if (search(after, Math.max(latestStart, start), count + (maybe ? 0 : 1))) return true;
      done[i] = 0;
    }
    return false;
  }

  if (search(initial, Number.NEGATIVE_INFINITY, 0)) return { linearizable: true };
  return { linearizable: false, stuckAt: furthest.candidates.map((i) => sorted[i]!.label) };
}
