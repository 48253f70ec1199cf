import { sharesOfCode } from '../build/bundle';

/** `npm run shipped`: what of the function's code comes from which package, in bytes, the largest first. */

/** The package that a source file belongs to; undefined for this project's own. */
export function packageOf(file: string): string | undefined {
  return /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
}

/** Bytes in the function's code by package; this project's own code stands under its name. */
export async function shippedPackages(): Promise<Map<string, number>> {
  const sums = new Map<string, number>();
  for (const [file, bytes] of Object.entries(await sharesOfCode())) {
    const name = packageOf(file) ?? 'todolist-backend';
    if (bytes > 0) sums.set(name, (sums.get(name) ?? 0) + bytes);
  }
  return new Map([...sums].sort(([, a], [, b]) => b - a));
}

async function main(): Promise<void> {
  for (const [name, bytes] of await shippedPackages()) console.log(`${String(bytes).padStart(8)}  ${name}`);
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
