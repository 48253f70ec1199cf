import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buildFunction } from '../function';
import { type PackageTarget, packageTargets } from '../package/build';
import { packFunction } from '../package/pack';

/** Says whether a package is missing or is not what the sources give now, by building it again elsewhere. */
export async function freshnessProblems(target: PackageTarget = packageTargets.nodejs12): Promise<string[]> {
  const name = `dist/${basename(target.file)}`;
  const packed = await readFile(target.file).catch(() => undefined);
  if (!packed) return [`${name} is missing: run npm run package`];
  const scratch = await mkdtemp(join(tmpdir(), 'todolist-package-'));
  try {
    const folder = join(scratch, 'dist/function');
    await buildFunction(folder, { runtime: target.runtime });
    const { sha256 } = await packFunction(folder);
    const same = createHash('sha256').update(packed).digest('hex') === sha256;
    return same ? [] : [`${name} is not what the sources give now: run npm run package`];
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
