import * as fs from 'fs/promises';
import * as os from 'os';
import * as path from 'path';

/** Begins a run of the tests: a folder for what its processes share. */
export default async function beginRun(): Promise<void> {
  process.env.TODOLIST_TEST_RUN = await fs.mkdtemp(path.join(os.tmpdir(), 'todolist-test-run-'));
}
