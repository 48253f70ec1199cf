import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';

/** A small front end as a build leaves it. */
export const frontEnd = {
  'index.html':
    '<!doctype html><html><head><script>window.routerBase = "/";</script></head><body><div id="root"></div></body></html>',
  'umi.0a1b2c3d.js': 'console.log("待办")',
  'umi.0a1b2c3d.css': 'body { color: red }',
  'pro_icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'asset-manifest.json': '{}',
  CNAME: 'example.com',
  'icons/icon-128x128.png': Buffer.from(
    Array.from({ length: 70_000 }, (_, i) => [0x89, 0x50, 0xff, 0x00][i % 4]! ^ (i >> 8)),
  ),
  '.env': 'SECRET=1',
  '.git/config': 'secret',
};

/** Writes the front end to a new folder that every user may read, with a file beside it that nobody may get. */
export async function makeFrontEnd(): Promise<{ folder: string; remove(): Promise<void> }> {
  const parent = await fs.mkdtemp(path.join(os.tmpdir(), 'todolist-front-end-'));
  await fs.chmod(parent, 0o755);
  await fs.writeFile(path.join(parent, 'secret.txt'), 'secret');
  const folder = path.join(parent, 'public');
  for (const [name, content] of Object.entries(frontEnd)) {
    await fs.mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await fs.writeFile(path.join(folder, name), content);
  }
  return { folder, remove: () => fs.rm(parent, { recursive: true, force: true }) };
}

/** Gets a file as bytes. */
export async function getBytes(url: string): Promise<{ status: number; type: string | null; bytes: Buffer }> {
  const response = await fetch(url);
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, type: response.headers.get('content-type'), bytes };
}
