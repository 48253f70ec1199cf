import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { mersenne } from 'pure-rand/generator/mersenne';

/** Numbers that a seed determines. */
export class Random {
  readonly #generator: ReturnType<typeof mersenne>;

  constructor(seed: string) {
    // FNV-1a
    let hash = 0x811c9dc5;
    for (const char of seed) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
    this.#generator = mersenne(hash);
  }

  /** From 0 up to 1, which is left out. */
  next(): number {
    return uniformFloat64(this.#generator);
  }

  /** A whole number, both bounds included. */
  between(min: number, max: number): number {
    return uniformInt(this.#generator, min, max);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  /** One of them; undefined when there is none. */
  pick<T>(items: readonly T[]): T {
    return items[this.between(0, items.length - 1)]!;
  }

  /** A name, each as often as its weight says. */
  weighted<Name extends string>(weights: Record<Name, number>): Name {
    const entries = Object.entries(weights) as [Name, number][];
    let at = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of entries) {
      at -= weight;
      if (at < 0) return name;
    }
    return entries[0]![0];
  }

  /** A ULID. */
  taskId(): string {
    const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    return `0${Array.from({ length: 25 }, () => letters[this.between(0, 31)]).join('')}`;
  }
}
