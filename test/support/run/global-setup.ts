import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';

/** Begins a run of the tests: a folder for what its processes share. */
export default async function beginRun(): Promise<void> {
  process.env.TODOLIST_TEST_RUN = await fs.mkdtemp(path.join(os.tmpdir(), 'todolist-test-run-'));
}
