import JSZip from 'jszip';
import type { PackageFile } from './contents';

/** The earliest time that a zip can hold; JSZip writes UTC. */
const fixedTime = new Date(Date.UTC(1980, 0, 1));

const regularFileForAll = 0o100644;

/**
 * Zips files so that the same files give the same bytes on every machine: fixed times, modes and order, and compression by
 * JSZip, which is JavaScript throughout; the output of Node's own zlib depends on the processor and on the Node version.
 */
export function zipFiles(files: readonly PackageFile[]): Promise<Uint8Array> {
  const zip = new JSZip();
  for (const { name, bytes } of files) {
    zip.file(name, bytes, { date: fixedTime, unixPermissions: regularFileForAll, createFolders: false });
  }
  return zip.generateAsync({
    type: 'uint8array',
    platform: 'UNIX',
    compression: 'DEFLATE',
    compressionOptions: { level: 9 },
  });
}
