import { createHash } from 'node:crypto';
import { CommandError } from '../command-error';
import { type PackageFile, readContents } from './contents';
import { findIgnored } from './ignored';
import { findSecrets } from './secrets';
import { zipFiles } from './zip';

/** Function Compute's limit in bytes. Above it, fun asks on the terminal and fails. */
const largestPackage = 50 * 1024 * 1024;

/** The file that is uploaded, and its contents. */
export interface FunctionPackage {
  files: PackageFile[];
  zip: Uint8Array;
  sha256: string;
}

export interface PackOptions {
  /** Allow source maps in the package. */
  sourceMaps?: boolean;
  /** The largest size of the zip in bytes; default: Function Compute's limit. */
  largest?: number;
}

/**
 * Packs a folder of the built function.
 * @throws CommandError that names every file that must not be in a package
 */
export async function packFunction(folder: string, options: PackOptions = {}): Promise<FunctionPackage> {
  const { sourceMaps = false, largest = largestPackage } = options;
  const files = await readContents(folder);
  const refused = findSecrets(files, process.env);
  for (const file of await findIgnored(files)) {
    const asked = sourceMaps && file.name.endsWith('.map');
    if (!asked) refused.push(`${file.name} never ships (.funignore)`);
  }
  if (files.length === 0) refused.push(`${folder} is empty`);
  const zip = await zipFiles(files);
  if (zip.length > largest) refused.push(`it has ${zip.length} bytes, more than ${largest}`);
  if (refused.length > 0) throw new CommandError(`Nothing was packed:\n${refused.map((it) => `- ${it}`).join('\n')}`);
  return { files, zip, sha256: createHash('sha256').update(zip).digest('hex') };
}

/** Each entry with its size, the total, and the hash by which two packages are compared. */
export function describePackage({ files, zip, sha256 }: FunctionPackage): string {
  const width = String(zip.length).length + 1;
  const line = (size: number, what: string) => `${String(size).padStart(width)}  ${what}`;
  const sum = files.reduce((total, { bytes }) => total + bytes.length, 0);
  return [
    ...files.map(({ name, bytes }) => line(bytes.length, name)),
    line(sum, `bytes in ${files.length} ${files.length === 1 ? 'file' : 'files'}`),
    line(zip.length, 'bytes zipped'),
    `SHA-256 ${sha256}`,
  ].join('\n');
}
