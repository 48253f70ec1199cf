/**
 * Milliseconds of a clock that never goes back, to fractions of one. Only differences mean anything. On Node 12 it takes
 * 1 to 4 ms of a cold start to load `perf_hooks`, which has the same clock.
 */
export function monotonic(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/** Rounds milliseconds to roundTenth, as they are shown. */
export function roundTenth(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}

/** How long at least one of several spans lasted; spans may overlap. */
export function unionDuration(spans: readonly { from: number; until: number }[]): number {
  let sum = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const { from, until } of spans.slice().sort((a, b) => a.from - b.from)) {
    sum += Math.max(0, until - Math.max(from, end));
    end = Math.max(end, until);
  }
  return sum;
}
