import type { Message } from '../message';
import { type Timers, type Undoable, Undoables } from '../undo';
import { type Change, isBulk } from './change';
import type { Outbox } from './outbox';
import type { Sender } from './sender';

interface Parts {
  outbox: Outbox;
  sender: Sender;
  timers: Timers;
  /** How long a change can be undone, in milliseconds. */
  hold: number;
  changed(): void;
  say(message: Message): void;
}

/** The way of a change from the person's hand to the sender: sent at once, or held for as long as it can be undone. */
export class Queue {
  readonly #undoables: Undoables;

  constructor(private readonly parts: Parts) {
    this.#undoables = new Undoables(parts.hold, parts.timers, parts.changed);
  }

  add(change: Change): void {
    // A change of the whole list must not reach what is done after it: it goes first.
    if (this.parts.outbox.all().some((held) => held.state === 'held' && isBulk(held))) this.release();
    this.parts.outbox.add(change);
    this.send();
  }

  /** Queues a change that is not sent until it can no longer be undone. */
  hold(change: Change, message: Message): void {
    const { outbox, timers, hold } = this.parts;
    if (isBulk(change)) this.release();
    this.add({ ...change, state: 'held' });
    timers.after(hold, () => {
      if (outbox.get(change.key)?.state !== 'held') return;
      outbox.update(change.key, { state: 'ready' });
      this.send();
    });
    this.offerUndo(message, () => {
      if (outbox.get(change.key)?.state === 'held') outbox.replace(change.key);
      this.send();
    });
  }

  /** Ends what can be undone and sends it. */
  release(): void {
    const { outbox } = this.parts;
    this.#undoables.clear();
    for (const change of outbox.all()) {
      if (change.state === 'held') outbox.update(change.key, { state: 'ready' });
    }
    this.send();
  }

  offerUndo(message: Message, undo: () => void): void {
    this.#undoables.offer({ message, undo });
    this.parts.say(message);
  }

  /** What the next undo takes back. */
  get undoable(): Undoable | undefined {
    return this.#undoables.last;
  }

  undo(): void {
    const last = this.#undoables.take();
    if (!last) return;
    last.undo();
    const title = 'title' in last.message ? last.message.title : '';
    this.parts.say({ kind: 'undone', title });
  }

  /** Shows what was changed and sends what is ready. */
  send(): void {
    this.parts.changed();
    this.parts.sender.wake();
  }
}
