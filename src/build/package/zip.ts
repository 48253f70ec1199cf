import { type Zippable, zipSync } from 'fflate';
import type { PackageFile } from './contents';

/** The earliest time that a zip can hold; noon, so that no change of clocks can move it to another day. */
const fixedTime = new Date(1980, 0, 1, 12);

const unix = 3;
const regularFileForAll = 0o100644;

/**
 * Zips files so that the same files give the same bytes on every machine: fixed times, modes and order, and compression
 * by fflate, because zlib's output depends on the processor and on the Node version.
 */
export function zipFiles(files: readonly PackageFile[]): Uint8Array {
  const entries: Zippable = {};
  for (const { name, bytes } of files) {
    entries[name] = [bytes, { level: 9, mtime: fixedTime, os: unix, attrs: regularFileForAll << 16 }];
  }
  return zipSync(entries);
}
