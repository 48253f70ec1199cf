import type { Message } from '../message';
import type { Action } from './change';

/** Something that can be taken back for a while: a change in the outbox, or its action once that was sent. */
export interface Undoable {
  message: Message;
  key: string;
  action: Action;
}

/** What can be taken back, each for `hold` milliseconds; the last comes first. */
export class UndoWindow {
  #stack: Undoable[] = [];
  #paused = false;
  readonly #timers = new Map<Undoable, ReturnType<typeof setTimeout>>();

  constructor(
    private readonly hold: number,
    private readonly expired: (undoable: Undoable) => void,
  ) {}

  get last(): Undoable | undefined {
    return this.#stack[this.#stack.length - 1];
  }

  offer(undoable: Undoable): void {
    this.#stack.push(undoable);
    if (!this.#paused) this.#startTimer(undoable);
  }

  /** Says more of what can be taken back, once that is known. */
  reword(message: Message & { id: string }): void {
    const known = this.#stack.find(({ message: old }) => 'id' in old && old.id === message.id);
    if (known) known.message = message;
  }

  take(): Undoable | undefined {
    const last = this.#stack.pop();
    if (last) this.#stopTimer(last);
    return last;
  }

  /** Stops the time while the person is at the button, and starts it again from the beginning. */
  pause(paused: boolean): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    for (const undoable of this.#stack) {
      this.#stopTimer(undoable);
      if (!paused) this.#startTimer(undoable);
    }
  }

  clear(): void {
    for (const undoable of this.#stack.splice(0)) this.#stopTimer(undoable);
  }

  #startTimer(undoable: Undoable): void {
    const expire = () => {
      this.#timers.delete(undoable);
      this.#stack = this.#stack.filter((other) => other !== undoable);
      this.expired(undoable);
    };
    this.#timers.set(undoable, setTimeout(expire, this.hold));
  }

  #stopTimer(undoable: Undoable): void {
    clearTimeout(this.#timers.get(undoable));
    this.#timers.delete(undoable);
  }
}
