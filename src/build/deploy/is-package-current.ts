import * as crypto from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildFunction } from '../function';
import { packageFile } from '../package/build';
import { packFunction } from '../package/pack';

/** Says whether the package is missing or is not what the sources give now, by building them again elsewhere. */
export async function freshnessProblems(): Promise<string[]> {
  const packed = await fs.readFile(packageFile).catch(() => undefined);
  if (!packed) return ['dist/function.zip is missing: run npm run package'];
  const scratch = await fs.mkdtemp(path.join(os.tmpdir(), 'todolist-package-'));
  try {
    const folder = path.join(scratch, 'dist/function');
    await buildFunction(folder);
    const { sha256 } = await packFunction(folder);
    const same = crypto.createHash('sha256').update(packed).digest('hex') === sha256;
    return same ? [] : ['dist/function.zip is not what the sources give now: run npm run package'];
  } finally {
    await fs.rm(scratch, { recursive: true, force: true });
  }
}
