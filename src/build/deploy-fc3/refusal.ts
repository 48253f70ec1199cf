import * as v from 'valibot';
import { StoreError } from '../../function/tablestore/errors';

/** An answer of an API that is not the wanted one, whichever SDK reported it. */
export interface Refusal {
  /** Such as `AccessDenied`; of the network: `ECONNREFUSED` and the like. */
  code: string;
  /** HTTP status; undefined when there was no answer. */
  status: number | undefined;
  message: string;
}

/** The parts of the SDKs' errors that are read. Log Service's keep the status in `data`. */
const sdkError = v.object({
  name: v.string(),
  message: v.string(),
  code: v.optional(v.string()),
  statusCode: v.nullish(v.number()),
  data: v.nullish(v.object({ statusCode: v.nullish(v.number()) })),
});

/** Reads an SDK's error; undefined for anything else that was thrown. */
export function readRefusal(error: unknown): Refusal | undefined {
  if (error instanceof StoreError) return { code: error.code, status: undefined, message: error.detail };
  const read = v.safeParse(sdkError, error);
  if (!read.success) return undefined;
  const { name, message, code, statusCode, data } = read.output;
  // The HTTP library names its time limits but gives them no code.
  const known = code ?? (/^Request(Timeout)?Error$/.test(name) ? name : undefined);
  if (known === undefined) return undefined;
  const status = statusCode ?? data?.statusCode ?? undefined;
  // The generated SDKs put code and status before the API's own words.
  const words = [`${known}: `, `code: ${status}, `].reduce(withoutStart, message);
  return { code: known, status, message: words };
}

function withoutStart(text: string, start: string): string {
  return text.startsWith(start) ? text.slice(start.length) : text;
}

/** The result of a look-up, or undefined when the API says that there is no such thing. */
export async function unlessMissing<Result>(lookUp: Promise<Result>): Promise<Result | undefined> {
  try {
    return await lookUp;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  const refusal = readRefusal(error);
  return refusal !== undefined && (refusal.status === 404 || /Not(Found|Exist)/.test(refusal.code));
}

const settlesWithinMs = 90_000;
const settlePauseMs = 1000;

/**
 * Repeats an action that refers to something just made, which other parts of the cloud may not know yet: a new instance's
 * name in DNS, a new project, a network that was opened.
 */
export async function whileSettling<Result>(
  passes: (refusal: Refusal) => boolean,
  action: () => Promise<Result>,
): Promise<Result> {
  const patience = Date.now() + settlesWithinMs;
  for (;;) {
    try {
      return await action();
    } catch (error) {
      const refusal = readRefusal(error);
      if (!refusal || !passes(refusal) || Date.now() > patience) throw error;
      await new Promise((resolve) => setTimeout(resolve, settlePauseMs));
    }
  }
}
