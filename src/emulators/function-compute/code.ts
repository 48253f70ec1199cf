import { existsSync, promises as fs, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';

/**
 * The copies of a function's code that instances run from. Like an upload on the platform, a copy does not change under a
 * running instance and is read-only.
 */
export class CodeStore {
  #version = 0;
  #current: string | undefined;

  /** `source`: a folder or a `.zip`; `copies`: an empty folder for the copies. */
  constructor(
    readonly source: string,
    readonly copies: string,
  ) {}

  /** The folder of the newest copy. */
  get folder(): string {
    if (!this.#current) throw new Error('no copy of the code was taken yet');
    return this.#current;
  }

  /** Copies the source as it is now. */
  async copy(): Promise<void> {
    if (!existsSync(this.source)) {
      throw new Error(`the function's code ${this.source} does not exist: build it first, or correct CodeUri`);
    }
    this.#version += 1;
    const folder = join(this.copies, String(this.#version));
    if (statSync(this.source).isDirectory()) await fs.cp(this.source, folder, { recursive: true });
    else await unzip(this.source, folder);
    await forbidWriting(folder);
    this.#current = folder;
  }

  /** A text that changes whenever a file of the source does; undefined while the source is not there. */
  async fingerprint(): Promise<string | undefined> {
    try {
      return await fingerprintOf(this.source);
    } catch {
      return undefined;
    }
  }
}

async function unzip(file: string, folder: string): Promise<void> {
  if (!file.endsWith('.zip')) throw new Error(`the function's code ${file} is neither a folder nor a .zip`);
  for (const [name, bytes] of Object.entries(unzipSync(await fs.readFile(file)))) {
    const path = join(folder, name);
    if (!path.startsWith(join(folder, '/'))) throw new Error(`${file}: the entry ${name} leads out of the package`);
    await fs.mkdir(name.endsWith('/') ? path : dirname(path), { recursive: true });
    if (!name.endsWith('/')) await fs.writeFile(path, bytes);
  }
}

async function forbidWriting(folder: string): Promise<void> {
  for (const entry of await fs.readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await forbidWriting(path);
    else if (entry.isFile()) await fs.chmod(path, (await fs.stat(path)).mode & 0o111 ? 0o555 : 0o444);
  }
  await fs.chmod(folder, 0o555);
}

/** Makes a copy's folders removable again. */
export async function allowRemoval(folder: string): Promise<void> {
  await fs.chmod(folder, 0o755);
  for (const entry of await fs.readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await allowRemoval(join(folder, entry.name));
  }
}

async function fingerprintOf(path: string): Promise<string> {
  const stat = await fs.stat(path);
  if (!stat.isDirectory()) return `${path} ${stat.size} ${stat.mtimeMs}\n`;
  const names = (await fs.readdir(path)).sort();
  return (await Promise.all(names.map((name) => fingerprintOf(join(path, name))))).join('');
}
