import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { nodeFor } from '../emulators/function-compute/node';
import { startTablestore } from '../emulators/tablestore/server';
import { tables } from '../function/tablestore/schema';
import { createMissingTables } from '../function/tablestore/tables';

interface CodeCacheFile {
  name: string;
  bytes: Buffer;
}

const run = promisify(execFile);

/** With these flags the same code and the same calls give the same bytes: names hash alike, and no code is flushed. */
const reproducible = ['--hash-seed=1', '--no-flush-bytecode'];

/**
 * Writes `function.<V8 version>-<processor>.cache` beside a bundled `function.js`: the byte code of the functions that
 * sample calls ran, made by the Node.js of a runtime. The sample calls use a local Tablestore. Where that Node.js is not
 * installed no cache is written; the function then works without, and starts slower.
 * @returns whether one was written
 * @throws Error when a sample call fails, or caches of the same code keep differing
 */
export async function writeCodeCache(folder: string, runtime: string): Promise<boolean> {
  const node = nodeFor(runtime);
  if (node.warning) return false;
  const scratch = await mkdtemp(join(tmpdir(), 'todolist-code-cache-'));
  const keys = { accessKeyId: 'code-cache', accessKeySecret: 'code-cache' };
  const tablestore = await startTablestore({ instance: 'code-cache', ...keys });
  try {
    const maker = join(scratch, 'maker.js');
    await compileMaker(maker);
    const access = { endpoint: tablestore.url, instance: 'code-cache', credentials: keys };
    await createMissingTables(access, tables);
    const environment = {
      TABLESTORE_ENDPOINT: tablestore.url,
      TABLESTORE_INSTANCE: access.instance,
      ALIBABA_CLOUD_ACCESS_KEY_ID: keys.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: keys.accessKeySecret,
      SESSION_SECRET: 'only for the code cache',
    };
    const make = async (name: string): Promise<CodeCacheFile> => {
      const file = join(scratch, name);
      const { stdout } = await run(node.path, [...reproducible, maker, folder, file], { env: environment });
      return { name: stdout.trim(), bytes: await readFile(file) };
    };
    const { name, bytes } = await twiceTheSame(make);
    await writeFile(join(folder, name), bytes);
    return true;
  } finally {
    await tablestore.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Caches can differ under load, when a call takes a rare path. They are made until two are the same. */
async function twiceTheSame(make: (attempt: string) => Promise<CodeCacheFile>): Promise<CodeCacheFile> {
  const made: CodeCacheFile[] = [];
  for (let attempt = 1; attempt <= 6; attempt++) {
    const next = await make(`cache-${attempt}`);
    if (made.some(({ bytes }) => bytes.equals(next.bytes))) return next;
    made.push(next);
  }
  throw new Error(
    `No two of ${made.length} code caches of the same code are alike: something in it depends on chance.`,
  );
}

async function compileMaker(outfile: string): Promise<void> {
  const entry = join(__dirname, 'code-cache', 'maker.ts');
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', target: 'node12', tsconfigRaw: {} });
}
