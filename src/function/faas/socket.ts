import { Duplex } from 'stream';

/** The connection of a request for Express and its middleware. It carries no bytes, so a frozen process loses nothing. */
export class InvocationSocket extends Duplex {
  constructor(
    readonly remoteAddress: string | undefined,
    readonly encrypted: boolean,
  ) {
    super();
  }

  override _read(): void {}

  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    done();
  }

  setTimeout(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  address(): object {
    return {};
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}
