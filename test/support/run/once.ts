import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder that is filled once for a whole run of the tests, by the first process that needs it; the others wait until it is
 * complete. Outside of a run, each process fills its own.
 * @throws Error when it could not be filled
 */
export async function filledOnce(name: string, fill: (folder: string) => Promise<unknown>): Promise<string> {
  const folder = join(
    process.env.TODOLIST_TEST_RUN ?? ownFolder(await mkdtemp(join(tmpdir(), 'todolist-test-'))),
    name,
  );
  const outcome = `${folder}.outcome`;
  if (await isFirst(`${folder}.lock`)) {
    const failure = await fill(folder).then(
      () => '',
      (error: Error) => error.message,
    );
    await writeFile(`${outcome}.new`, failure);
    await rename(`${outcome}.new`, outcome);
  }
  const failure = await textOf(outcome);
  if (failure) throw new Error(`${name} could not be made: ${failure}`);
  return folder;
}

function ownFolder(folder: string): string {
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function isFirst(lock: string): Promise<boolean> {
  return mkdir(lock).then(
    () => true,
    () => false,
  );
}

async function textOf(file: string): Promise<string> {
  for (;;) {
    try {
      return await readFile(file, 'utf8');
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
