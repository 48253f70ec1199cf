import { sharesOfCode } from './bundle';

/** Bytes in the function's code by package, the largest first; this project's own code has the project's name. */
export async function shippedPackages(): Promise<Map<string, number>> {
  const sums = new Map<string, number>();
  for (const [file, bytes] of Object.entries(await sharesOfCode())) {
    const name = packageOf(file) ?? 'todolist-backend';
    if (bytes > 0) sums.set(name, (sums.get(name) ?? 0) + bytes);
  }
  return new Map([...sums].sort(([, a], [, b]) => b - a));
}

/** The package that a source file belongs to; undefined for this project's own. */
function packageOf(file: string): string | undefined {
  return /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
}
