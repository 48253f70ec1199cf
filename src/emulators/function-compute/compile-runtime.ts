import { join } from 'node:path';
import { build } from 'esbuild';

/** Bundles the process of an instance (`runtime/main.ts`) into one CommonJS file that runs on Node 12. */
export async function compileRuntime(outfile: string): Promise<void> {
  await build({
    entryPoints: [join(__dirname, 'runtime', 'main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node12',
    format: 'cjs',
    logLevel: 'silent',
  });
}
