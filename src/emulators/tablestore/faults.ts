import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';
import { errorCodes, type OtsError, usualError } from './errors';

/**
 * The kinds of faults:
 * - `error`: the operation is answered with `code` and not applied; `error-after`: it is applied first
 * - `cut-before`: the connection is cut and the operation not applied; `cut-after`: it is applied first
 * - `delay`: the operation is only late
 * - `unavailable`: as `error` with OTSServerUnavailable
 */
export type FaultKind = 'error' | 'error-after' | 'cut-before' | 'cut-after' | 'delay' | 'unavailable';

export interface Fault {
  readonly kind: FaultKind;
  /** Names of operations that it strikes; all when absent. */
  readonly operations?: readonly string[];
  /** How many operations it strikes before it ends; absent: it never ends. */
  readonly times?: number;
  /** Share of the operations that it strikes, from 0 to 1; all when absent. */
  readonly share?: number;
  /** Makes the choice of a share the same in each run. */
  readonly seed?: number;
  /** Milliseconds to wait before anything else; with every kind. */
  readonly delayMs?: number;
  /** For `error` and `error-after`: the service's code, its message and HTTP status when others than the usual. */
  readonly code?: string;
  readonly message?: string;
  readonly status?: number;
}

const kinds: readonly string[] = ['error', 'error-after', 'cut-before', 'cut-after', 'delay', 'unavailable'];
const fields = new Set(['kind', 'operations', 'times', 'share', 'seed', 'delayMs', 'code', 'message', 'status']);

/** A fault with a wrong field, which the message names. */
export class FaultError extends Error {
  override readonly name = 'FaultError';
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function problem(fault: Record<string, unknown>, operationNames: readonly string[]): string | undefined {
  const { kind, operations, times, share, seed, delayMs, code, message, status } = fault;
  const unknown = Object.keys(fault).find((name) => !fields.has(name));
  if (unknown !== undefined) return `unknown field "${unknown}": the fields are ${[...fields].join(', ')}`;
  if (typeof kind !== 'string' || !kinds.includes(kind)) return `"kind" must be one of ${kinds.join(', ')}`;
  if (operations !== undefined) {
    if (!Array.isArray(operations)) return '"operations" must be a list of names';
    const wrong: unknown = operations.find((name) => !operationNames.includes(name as string));
    if (wrong !== undefined) return `"${String(wrong)}" is not an operation: they are ${operationNames.join(', ')}`;
  }
  if (times !== undefined && (!isCount(times) || times === 0)) return '"times" must be a whole number from 1';
  if (share !== undefined && !(typeof share === 'number' && share >= 0 && share <= 1)) {
    return '"share" must be a number from 0 to 1';
  }
  if (seed !== undefined && !isCount(seed)) return '"seed" must be a whole number from 0';
  if (delayMs !== undefined && !isCount(delayMs)) return '"delayMs" must be a whole number of milliseconds';
  if (kind === 'delay' && delayMs === undefined) return 'a delay needs "delayMs"';
  if (kind.startsWith('error') && code === undefined) return `"${kind}" needs "code", for example OTSServerBusy`;
  if (code !== undefined && !errorCodes.includes(code as string))
    return `unknown "code": it can be ${errorCodes.join(', ')}`;
  if (message !== undefined && typeof message !== 'string') return '"message" must be a text';
  if (status !== undefined && !(isCount(status) && (status as number) >= 400 && (status as number) < 600)) {
    return '"status" must be an HTTP status from 400 to 599';
  }
  return undefined;
}

/** Numbers from 0 up to 1 that a seed determines. */
function randomNumbers(seed: number): () => number {
  const generator = mersenne(seed);
  return () => uniformFloat64(generator);
}

interface ActiveFault {
  readonly fault: Fault;
  readonly random: () => number;
  left: number;
}

/** The faults of a server. At most one strikes an operation: the first that matches, in the order of adding. */
export class Faults {
  #active: ActiveFault[] = [];

  constructor(private readonly operationNames: readonly string[]) {}

  /** @throws FaultError when the fault makes no sense */
  add(fault: Fault): void {
    const wrong = problem(fault as unknown as Record<string, unknown>, this.operationNames);
    if (wrong !== undefined) throw new FaultError(wrong);
    const random = fault.seed === undefined ? Math.random : randomNumbers(fault.seed);
    this.#active.push({ fault, random, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#active = [];
  }

  /** The faults that are still active, each with its remaining `times`. */
  list(): Fault[] {
    return this.#active.map(({ fault, left }) => (Number.isFinite(left) ? { ...fault, times: left } : fault));
  }

  /** The fault that strikes an operation now, if any; counts as one of its times. */
  strike(operation: string): Fault | undefined {
    const struck = this.#active.find(
      ({ fault, random }) =>
        (!fault.operations || fault.operations.includes(operation)) &&
        (fault.share === undefined || random() < fault.share),
    );
    if (!struck) return undefined;
    struck.left--;
    if (struck.left === 0) this.#active = this.#active.filter((one) => one !== struck);
    return struck.fault;
  }
}

/** The error that a fault answers with. */
export function faultError({ kind, code, message, status }: Fault): OtsError {
  return kind === 'unavailable'
    ? usualError('OTSServerUnavailable')
    : usualError(code ?? 'OTSInternalServerError', message, status);
}
