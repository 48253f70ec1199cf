import * as fs from 'node:fs/promises';

/** Ends a run of the tests: nothing of what its processes shared stays. */
export default async function endRun(): Promise<void> {
  await fs.rm(process.env.TODOLIST_TEST_RUN as string, { recursive: true, force: true });
}
