import * as fs from 'fs/promises';
import * as os from 'os';
import * as path from 'path';
import { buildFunction } from '../../src/build/function';
import { packFunction } from '../../src/build/package/pack';

interface BuiltPackage {
  file: string;
  version: string;
}

let packed: Promise<BuiltPackage> | undefined;

/** The package as it would be deployed, built once for this process, alone in a folder of its own. */
export function packageFile(): Promise<BuiltPackage> {
  packed ??= (async () => {
    const scratch = await fs.mkdtemp(path.join(os.tmpdir(), 'todolist-package-'));
    process.once('exit', () => require('fs').rmSync(scratch, { recursive: true, force: true }));
    const version = await buildFunction(path.join(scratch, 'build'));
    const { zip } = await packFunction(path.join(scratch, 'build'));
    await fs.rm(path.join(scratch, 'build'), { recursive: true });
    await fs.writeFile(path.join(scratch, 'function.zip'), zip);
    return { file: path.join(scratch, 'function.zip'), version };
  })();
  return packed;
}
