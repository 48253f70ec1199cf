import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A copy of a built page for instances to read. */
export interface PageCopy {
  folder: string;
  remove(): Promise<void>;
}

/**
 * Copies a built page to where the function's unprivileged user may read it: the folder itself may lie in a person's home.
 * @throws Error for a person, when there is no index.html in it
 */
export async function copyPage(source: string): Promise<PageCopy> {
  const index = join(source, 'index.html');
  await fs.access(index).catch(() => {
    throw new Error(`ORIGINAL_PAGE_DIR must be a folder with a built page, but ${index} cannot be read.`);
  });
  const folder = await fs.mkdtemp(join(tmpdir(), 'todolist-page-'));
  await fs.cp(source, folder, { recursive: true, dereference: true, preserveTimestamps: true });
  await letAllRead(folder);
  return { folder, remove: () => fs.rm(folder, { recursive: true, force: true }) };
}

async function letAllRead(folder: string): Promise<void> {
  await fs.chmod(folder, 0o755);
  for (const entry of await fs.readdir(folder, { withFileTypes: true })) {
    const entryPath = join(folder, entry.name);
    if (entry.isDirectory()) await letAllRead(entryPath);
    else if (entry.isFile()) await fs.chmod(entryPath, 0o644);
  }
}
