/** Lets callers that name the same key go one after another, in the order of their calls. */
export class Locks {
  readonly #tails = new Map<string, Promise<void>>();

  /** Waits for the key. @returns the function that releases it */
  async acquire(key: string): Promise<() => void> {
    const before = this.#tails.get(key);
    let release = (): void => undefined;
    const tail = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#tails.set(key, tail);
    await before;
    return () => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
      release();
    };
  }

  /** Waits for several keys, always in one order, so that two callers cannot wait for each other. @returns as `acquire` */
  async acquireAll(keys: Iterable<string>): Promise<() => void> {
    const releases: (() => void)[] = [];
    for (const key of [...new Set(keys)].sort()) releases.push(await this.acquire(key));
    return () => {
      for (const release of releases) release();
    };
  }
}
