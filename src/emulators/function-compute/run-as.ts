import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The platform runs functions as an unprivileged user; its ids begin here. */
const functionUser = 10_000;

/**
 * The user that instances run as. Only root can choose one, and only one who may reach the Node binary and the code helps.
 * As any other user, instances run as that user, for whom the modes of the code's copy already forbid writing.
 */
export function instanceUser(...paths: string[]): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0 || !paths.every(openToAll)) return undefined;
  return { uid: functionUser, gid: functionUser };
}

function openToAll(path: string): boolean {
  const { mode } = statSync(path);
  if ((mode & (path.endsWith('.js') ? 0o004 : 0o001)) === 0) return false;
  return path === dirname(path) || openToAll(dirname(path));
}
