import * as fs from 'fs/promises';
import * as os from 'os';
import * as path from 'path';
import { bundleFunction } from '../../src/build/bundle';

let built: Promise<string> | undefined;

/** The folder of the built function: one for a whole run of the tests, made by the first that needs it. */
export function functionFolder(): Promise<string> {
  const shared = process.env.TODOLIST_TEST_RUN;
  built ??= shared === undefined ? buildForThisProcess() : buildOnce(shared);
  return built;
}

async function buildForThisProcess(): Promise<string> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'todolist-function-'));
  process.once('exit', () => require('fs').rmSync(folder, { recursive: true, force: true }));
  await bundleFunction(folder);
  return folder;
}

/** Of the processes that test at the same time the first to make a folder builds; the others wait for its word. */
async function buildOnce(run: string): Promise<string> {
  const folder = path.join(run, 'function');
  const outcome = path.join(run, 'outcome');
  const mine = await fs.mkdir(path.join(run, 'building')).then(
    () => true,
    () => false,
  );
  if (mine) {
    const failure = await bundleFunction(folder).then(
      () => '',
      (error: Error) => error.message,
    );
    await fs.writeFile(`${outcome}.new`, failure);
    await fs.rename(`${outcome}.new`, outcome);
  }
  const failure = await textOf(outcome);
  if (failure) throw new Error(`The function could not be built: ${failure}`);
  return folder;
}

async function textOf(file: string): Promise<string> {
  for (;;) {
    try {
      return await fs.readFile(file, 'utf8');
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
