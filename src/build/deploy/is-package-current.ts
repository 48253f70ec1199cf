import * as crypto from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildFunction } from '../function';
import { type PackageTarget, packageTargets } from '../package/build';
import { packFunction } from '../package/pack';

/** Says whether a package is missing or is not what the sources give now, by building it again elsewhere. */
export async function freshnessProblems(target: PackageTarget = packageTargets.nodejs12): Promise<string[]> {
  const name = `dist/${path.basename(target.file)}`;
  const packed = await fs.readFile(target.file).catch(() => undefined);
  if (!packed) return [`${name} is missing: run npm run package`];
  const scratch = await fs.mkdtemp(path.join(os.tmpdir(), 'todolist-package-'));
  try {
    const folder = path.join(scratch, 'dist/function');
    await buildFunction(folder, { runtime: target.runtime });
    const { sha256 } = await packFunction(folder);
    const same = crypto.createHash('sha256').update(packed).digest('hex') === sha256;
    return same ? [] : [`${name} is not what the sources give now: run npm run package`];
  } finally {
    await fs.rm(scratch, { recursive: true, force: true });
  }
}
