/// <reference path="./git-ignore-parser.d.ts" />
import { readFile } from 'node:fs/promises';
import { join, posix, relative } from 'node:path';
import parse from 'git-ignore-parser';
import ignore from 'ignore';
import { functionFolder } from '../function';
import { root } from '../root';
import type { PackageFile } from './contents';

/** What fun always leaves out of a Node function (lib/package/ignore.js of fun 3.6.24). */
const alwaysIgnored = [
  '.git',
  '.svn',
  '.env',
  '.DS_Store',
  'template.packaged.yml',
  '.nas.yml',
  '.fun/nas',
  '.fun/tmp',
  '.fun/package',
  '.fun/python',
];

/**
 * Which files fun would leave out of `dist/function`: those that `.funignore` beside the template names and those that fun
 * always leaves out. The two libraries are fun's own, in its versions, because its rules are not quite git's: a leading
 * or a trailing slash of a pattern means nothing to it.
 */
export async function findIgnored(files: readonly PackageFile[]): Promise<PackageFile[]> {
  const patterns = await readFile(join(root, '.funignore'), 'utf8');
  const rules = ignore().add(parse(`${alwaysIgnored.join('\n')}\n${patterns}`));
  const folder = relative(root, functionFolder);
  return files.filter(({ name }) => rules.ignores(posix.join(folder, name)));
}
