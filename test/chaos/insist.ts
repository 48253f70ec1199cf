import type { Answer, ApiClient, RequestOptions } from '../support/client';
import { inTime, type World } from './client';
import type { Random } from './random';
import { expected } from './requests';

const mostAttempts = 60;

/** One who sends requests in a run. */
export interface Sender {
  readonly name: string;
  readonly random: Random;
  readonly world: World;
}

/** An answer that settles a request, and whether an earlier attempt was answered in a way that leaves open what it did. */
export interface Settled {
  answer: Answer;
  unsure: boolean;
}

/**
 * Sends a request until it is answered by one of the statuses that settle it.
 * @throws Lost
 */
export async function insist(
  { name, random, world }: Sender,
  client: ApiClient,
  method: string,
  path: string,
  settling: number[],
  options: RequestOptions = {},
): Promise<Settled> {
  let unsure = false;
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    world.sent++;
    if (attempt > 1) world.retries++;
    let pause = random.between(20, 100) * Math.min(attempt, 8);
    try {
      const answer = await inTime(client.request(method, path, options));
      if (settling.includes(answer.status)) return { answer, unsure };
      if (!expected(answer))
        world.surprises.push(`${answer.status} to ${method} ${path}: ${JSON.stringify(answer.body)}`);
      if (answer.status === 429) pause = Math.max(pause, Number(answer.headers.get('retry-after') ?? 0) * 1000);
      else unsure = true;
    } catch {
      unsure = true;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  throw new Lost(`${name} gave up on ${method} ${path}`);
}

/** Something that no fault excuses. */
export class Lost extends Error {}
