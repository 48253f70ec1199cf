import type { Message } from './message';
import type { Action } from './sync/change';

/** One thing that a person did, and what it consists of: changes in the outbox, or their actions once they were sent. */
export interface Undoable {
  message: Message;
  steps: readonly HistoryStep[];
}

export interface HistoryStep {
  /** The key of the change; empty for one that was joined to others. */
  key: string;
  action: Action;
}

/** So many things can be taken back. */
const limit = 100;

/** What was done on this page, in order, so that it can be taken back. The last thing is offered for a while by a message. */
export class History {
  #done: Undoable[] = [];
  #isPaused = false;
  /** The timers of what is offered, by its steps; undefined while time stands still. */
  readonly #offers = new Map<Undoable['steps'], ReturnType<typeof setTimeout> | undefined>();

  constructor(
    private readonly offeredFor: number,
    private readonly expired: (steps: Undoable['steps']) => void,
  ) {}

  /** The last thing, while a message offers to take it back. */
  get offered(): Undoable | undefined {
    const last = this.#done[this.#done.length - 1];
    return last && this.#offers.has(last.steps) ? last : undefined;
  }

  /** `isQuiet`: no message offers to take it back. */
  record(undoable: Undoable, isQuiet = false): void {
    this.#done = [...this.#done, undoable].slice(-limit);
    if (!isQuiet) this.#offer(undoable.steps);
  }

  take(): Undoable | undefined {
    const last = this.#done.pop();
    if (last) this.#withdraw(last.steps);
    return last;
  }

  /** Says more of something that was done, once that is known. */
  reword(message: Message & { id: string }): void {
    this.#done = this.#done.map((done) =>
      'id' in done.message && done.message.id === message.id ? { ...done, message } : done,
    );
  }

  /** Stops the time while the person is at the message, and starts it again from the beginning. */
  pause(isPaused: boolean): void {
    if (isPaused === this.#isPaused) return;
    this.#isPaused = isPaused;
    for (const steps of Array.from(this.#offers.keys())) this.#offer(steps);
  }

  /** Ends all messages. What was done can still be taken back. */
  endOffers(): void {
    for (const steps of Array.from(this.#offers.keys())) this.#withdraw(steps);
  }

  #offer(steps: Undoable['steps']): void {
    this.#withdraw(steps);
    const expire = () => {
      this.#withdraw(steps);
      this.expired(steps);
    };
    this.#offers.set(steps, this.#isPaused ? undefined : setTimeout(expire, this.offeredFor));
  }

  #withdraw(steps: Undoable['steps']): void {
    clearTimeout(this.#offers.get(steps));
    this.#offers.delete(steps);
  }
}
