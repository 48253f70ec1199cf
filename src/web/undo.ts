import type { Message } from './message';

/** Something that can be taken back for a while. */
export interface Undoable {
  message: Message;
  undo(): void;
}

/** What will happen later, unless the page ends before. */
export class Timers {
  readonly #running = new Set<ReturnType<typeof setTimeout>>();

  after(milliseconds: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#running.delete(timer);
      work();
    }, milliseconds);
    this.#running.add(timer);
  }

  clear(): void {
    for (const timer of this.#running) clearTimeout(timer);
  }
}

/** What can be taken back, each for `hold` milliseconds; the last comes first. */
export class Undoables {
  #stack: Undoable[] = [];

  constructor(
    private readonly hold: number,
    private readonly timers: Timers,
    private readonly changed: () => void,
  ) {}

  get last(): Undoable | undefined {
    return this.#stack[this.#stack.length - 1];
  }

  offer(undoable: Undoable): void {
    this.#stack.push(undoable);
    this.timers.after(this.hold, () => {
      this.#stack = this.#stack.filter((other) => other !== undoable);
      this.changed();
    });
  }

  take(): Undoable | undefined {
    return this.#stack.pop();
  }

  clear(): void {
    this.#stack = [];
  }
}
