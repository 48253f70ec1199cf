import { type Refusal, readRefusal } from './refusal';
import type { Difference, Step } from './step';

/** What a run was doing. */
export type Phase = 'survey' | 'apply' | 'remove';

/** A step that an API did not let pass. */
export class StepRefused extends Error {
  override readonly name = 'StepRefused';

  constructor(
    readonly step: Step,
    readonly refusal: Refusal,
    readonly phase: Phase,
  ) {
    super(`${refusal.code}: ${refusal.message}`);
  }
}

/** What a look at everything found, in the order of the steps. */
export type Survey = { step: Step; found: Difference }[];

/**
 * Looks at everything and changes nothing.
 * @throws StepRefused
 */
export async function survey(steps: Step[]): Promise<Survey> {
  const seen: Survey = [];
  for (const step of steps) seen.push({ step, found: await within('survey', step, () => step.look()) });
  return seen;
}

const isNeeded = ({ found }: Survey[number]) => found.state !== 'same';

/** What a run would do, a line for each step. */
export function describe(seen: Survey): string {
  const marks = { missing: '+ create', different: '~ change', same: '  leave ' };
  return seen
    .flatMap(({ step, found }) => [
      `${marks[found.state]}  ${step.name}`,
      ...(found.state === 'same' ? [] : (found.details ?? []).map((detail) => `            ${detail}`)),
    ])
    .join('\n');
}

/**
 * Makes what the survey found missing or different, each step after another look, as earlier steps may have changed what
 * it sees.
 * @returns how many steps changed something
 * @throws StepRefused
 */
export async function apply(seen: Survey, progress: (line: string) => void): Promise<number> {
  const needed = seen.filter(isNeeded);
  let done = 0;
  for (const [index, { step, found }] of needed.entries()) {
    const from = Date.now();
    const isChanged = await within('apply', step, async () => {
      const now = await step.look();
      if (now.state !== 'same') await step.change(now);
      return now.state !== 'same';
    });
    if (isChanged) done++;
    const outcome = !isChanged ? 'as planned' : found.state === 'missing' ? 'created' : 'changed';
    progress(
      `[${index + 1}/${needed.length}] ${outcome}  ${step.name}  (${((Date.now() - from) / 1000).toFixed(1)} s)`,
    );
  }
  return done;
}

/**
 * Undoes all steps in reverse.
 * @throws StepRefused
 */
export async function remove(steps: Step[], progress: (line: string) => void): Promise<void> {
  for (const step of steps.toReversed()) {
    const removal = await within('remove', step, () => step.remove());
    if (removal.state === 'kept') progress(`kept       ${step.name}: ${removal.reason}`);
    else progress(`${removal.state === 'removed' ? 'removed  ' : 'not there'}  ${step.name}`);
  }
}

async function within<Result>(phase: Phase, step: Step, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    const refusal = readRefusal(error);
    throw refusal ? new StepRefused(step, refusal, phase) : error;
  }
}
