import type { Fault } from '../../src/emulators/tablestore/faults';
import { Random } from './random';

export type Phase = 'before' | 'during' | 'after';

/** Something that goes wrong when so many requests have been sent: a schedule that keeps its density on a slow machine. */
export type ScheduledFault = { at: number } & (
  | { kind: 'kill waiting instance' }
  | { kind: 'kill calling instance'; phase: Phase }
  | { kind: 'store fault'; fault: Fault & { times: number } }
  | { kind: 'cut reply in the middle'; operation: string }
  | { kind: 'kill store'; downMs: number }
);

const reads = ['GetRow', 'GetRange'];
const writes = ['PutRow', 'UpdateRow', 'DeleteRow', 'BatchWriteRow'];

/** The faults of a run, without end; the same for the same seed. */
export function* faultsOf(seed: string): Generator<ScheduledFault, never> {
  const random = new Random(`faults of ${seed}`);
  let nextDeath = random.between(15, 30);
  for (let at = 3; ; at += random.between(1, 7)) {
    if (at >= nextDeath) {
      yield { at, kind: 'kill store', downMs: random.between(0, 800) };
      nextDeath = at + random.between(40, 90);
    }
    const kind = random.weighted({ waiting: 8, calling: 30, fault: 52, truncate: 10 });
    if (kind === 'waiting') yield { at, kind: 'kill waiting instance' };
    else if (kind === 'calling') {
      yield { at, kind: 'kill calling instance', phase: random.pick(['before', 'during', 'after']) };
    } else if (kind === 'fault') yield { at, kind: 'store fault', fault: faultFrom(random) };
    else yield { at, kind: 'cut reply in the middle', operation: random.pick([...reads, ...writes]) };
  }
}

function faultFrom(random: Random): Fault & { times: number } {
  const operations = random.chance(0.7) ? [random.pick(writes)] : [random.pick([...reads, ...writes])];
  const times = random.between(1, 2);
  const kind = random.weighted({
    error: 20,
    'error-after': 16,
    'cut-before': 16,
    'cut-after': 24,
    delay: 12,
    late: 6,
    unavailable: 6,
  });
  const code = random.pick(['OTSServerBusy', 'OTSPartitionUnavailable', 'OTSInternalServerError', 'OTSTimeout']);
  switch (kind) {
    case 'error': {
      const refusal = random.pick(['OTSRowOperationConflict', 'OTSNotEnoughCapacityUnit', code]);
      return { kind, operations, times, code: refusal };
    }
    case 'error-after':
      return { kind, operations, times, code };
    case 'delay':
      return { kind, operations, times, delayMs: random.between(20, 1200) };
    case 'late':
      // Later than anybody waits for: the caller has tried again when it is carried out.
      return {
        kind: 'delay',
        operations: ['UpdateRow', 'DeleteRow', 'BatchWriteRow'],
        times: 1,
        delayMs: random.between(2200, 3500),
      };
    default:
      return { kind, operations, times };
  }
}
