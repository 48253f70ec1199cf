/// <reference path="./fun-ignore.d.ts" />
import * as path from 'path';
import { root } from '../bundle';
import { functionFolder } from '../function';
import type { PackageFile } from './contents';

/**
 * Which files fun would leave out of `dist/function`: those that `.funignore` beside the template names and those that fun
 * always leaves out. fun's own function decides, because its rules are not quite git's: a leading or a trailing slash of
 * a pattern means nothing to it.
 */
export async function findIgnored(files: readonly PackageFile[]): Promise<PackageFile[]> {
  const { isIgnored } = await import('@alicloud/fun/lib/package/ignore');
  const ignored = await isIgnored(root, 'nodejs12');
  return files.filter(({ name }) => pathsOf(name).some((it) => ignored(path.join(functionFolder, it))));
}

/** `a/b/c.js` lies in `a` and `a/b`: a folder that is left out takes its files with it. */
function pathsOf(name: string): string[] {
  const parts = name.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
