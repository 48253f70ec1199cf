/** What a look found, compared with the plan. The details, a line each, are what differs or what will be created. */
export type Difference =
  | { state: 'same' }
  | { state: 'missing'; details?: string[] }
  | { state: 'different'; details: string[] };

/** What `remove` did; `kept` says why. */
export type Removal = { state: 'removed' } | { state: 'missing' } | { state: 'kept'; reason: string };

/**
 * One thing that a deployment makes. A step looks before it acts, so that any run continues where an earlier one stopped.
 * All methods reject with the SDK's errors; see refusal.ts.
 */
export interface Step {
  /** Such as `function todolist`. */
  readonly name: string;
  /** Compares what is there with the plan; changes nothing. */
  look(): Promise<Difference>;
  /** Makes it what the plan says, from what the last look found. */
  change(found: Difference): Promise<void>;
  remove(): Promise<Removal>;
}

/** What steps tell later ones. */
export interface Discoveries {
  /** The role's resource name, which holds the account's id. */
  roleArn?: string;
  /** The keys that sign sessions, read from the tables for a function that has none yet. */
  sessionSecret?: string;
  /** Tables that the instance still has after the removal of this service's ones; absent: nobody looked. */
  tablesLeft?: string[];
  /** The trigger's own address. */
  address?: string;
}

export const same = { state: 'same' } as const;
export const missing = { state: 'missing' } as const;

/** Which of the wanted properties were found with another value. Properties that nobody asked for do not count. */
export function compare(
  wanted: Readonly<Record<string, unknown>>,
  found: Readonly<Record<string, unknown>>,
): Difference {
  return differenceOf(
    Object.entries(wanted)
      .filter(([name, value]) => canonical(value) !== canonical(found[name]))
      .map(([name, value]) => `${name}: ${short(found[name])} -> ${short(value)}`),
  );
}

/** A difference that consists of these details. */
export function differenceOf(details: string[]): Difference {
  return details.length === 0 ? same : { state: 'different', details };
}

/** The same text for equal values: keys of objects in order, as no API promises one. */
export function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, part: unknown) =>
      typeof part === 'object' && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    ) ?? 'nothing'
  );
}

const longest = 60;

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : canonical(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
