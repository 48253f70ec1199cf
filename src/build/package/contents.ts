import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { CommandError } from '../command-error';

/** One file of the package. */
export interface PackageFile {
  /** Path inside the package, with forward slashes. */
  name: string;
  bytes: Buffer;
}

/**
 * Reads all files of a folder, sorted by name.
 * @throws CommandError for an entry that is neither a file nor a folder
 */
export async function readContents(folder: string): Promise<PackageFile[]> {
  const files: PackageFile[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) continue;
    if (!entry.isFile()) throw new CommandError(`${file} is neither a file nor a folder; remove it and build again.`);
    const name = relative(folder, file).split(sep).join('/');
    files.push({ name, bytes: await readFile(file) });
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}
