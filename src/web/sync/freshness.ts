/** Waiting times in milliseconds. */
const minute = 60_000;

/** How often the server is asked: by how long nobody has used the page. */
const schedule: readonly { idleFor: number; every: number }[] = [
  { idleFor: 15 * minute, every: 5 * minute },
  { idleFor: 2 * minute, every: minute },
  { idleFor: 0, every: 20_000 },
];

interface FreshnessOptions {
  /** Asks the server once for what was changed elsewhere; rejects when it cannot be asked. */
  ask(): Promise<unknown>;
  /** Epoch milliseconds, which may jump. */
  clock(): number;
  /** Calls back after some milliseconds, unless the returned function is called before. */
  after(milliseconds: number, work: () => void): () => void;
}

/**
 * Decides when the page asks the server for what was changed elsewhere: regularly while it is in sight and online, at once
 * when it comes back, later after failures, and never while an answer is on its way.
 */
export class Freshness {
  readonly #options: FreshnessOptions;
  #isAwake = false;
  #isAsking = false;
  /** Something was changed since the question on its way was asked. */
  #again = false;
  #usedAt: number;
  #askedAt: number;
  #failures = 0;
  #cancel: (() => void) | undefined;

  /** The page was made just now, so that the first question is due after the first period. */
  constructor(options: FreshnessOptions) {
    this.#options = options;
    this.#usedAt = this.#askedAt = options.clock();
  }

  /** Takes over whether the page is in sight and online. Asks at once when that begins. */
  setAwake(isAwake: boolean): void {
    if (isAwake === this.#isAwake) return;
    this.#isAwake = isAwake;
    if (isAwake) this.comeBack();
    else this.#cancel?.();
  }

  /** Begins without asking: the page has just been made. */
  begin(isAwake: boolean): void {
    this.#isAwake = isAwake;
    this.#plan();
  }

  /** Somebody is back at the page: asks at once, unless an answer is on its way. */
  comeBack(): void {
    this.#usedAt = this.#options.clock();
    this.#failures = 0;
    void this.#ask();
  }

  /** Somebody uses the page. */
  use(): void {
    const wasIdle = this.#period() !== schedule[schedule.length - 1]?.every;
    this.#usedAt = this.#options.clock();
    if (wasIdle) this.#plan();
  }

  /** Something was changed elsewhere for certain: asks at once, or again after the answer on its way. */
  changedElsewhere(): void {
    this.#again = this.#isAsking;
    void this.#ask();
  }

  close(): void {
    this.setAwake(false);
  }

  async #ask(): Promise<void> {
    if (this.#isAsking || !this.#isAwake) return;
    this.#isAsking = true;
    this.#cancel?.();
    try {
      do {
        this.#again = false;
        this.#askedAt = this.#options.clock();
        await this.#options.ask();
      } while (this.#again && this.#isAwake);
      this.#failures = 0;
    } catch {
      this.#failures++;
    }
    this.#isAsking = false;
    this.#plan();
  }

  #plan(): void {
    this.#cancel?.();
    if (!this.#isAwake || this.#isAsking) return;
    const wait = this.#askedAt + this.#period() - this.#options.clock();
    // A clock that was set back must not stop the questions.
    this.#cancel = this.#options.after(Math.min(Math.max(wait, 0), 5 * minute), () => void this.#ask());
  }

  #period(): number {
    const idle = this.#options.clock() - this.#usedAt;
    const { every } = schedule.find(({ idleFor }) => idle >= idleFor) ?? schedule[schedule.length - 1]!;
    return Math.min(every * 2 ** this.#failures, 5 * minute);
  }
}
