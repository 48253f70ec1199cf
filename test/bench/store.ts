import { type Program, startProgram } from '../support/program';
import { type TestStore, useStore } from '../support/store';

/** A local Tablestore in a process of its own, so that its work and the measured work do not take turns. */
export async function startStoreProgram(): Promise<TestStore> {
  const keys = ['--access-key-id', 'test-id', '--access-key-secret', 'test-secret'];
  const program: Program = await startProgram('src/commands/tablestore-launcher.cjs', [
    '--memory',
    '--instance',
    'test',
    ...keys,
  ]);
  return { ...(await useStore(program.url)), close: () => program.kill() };
}
