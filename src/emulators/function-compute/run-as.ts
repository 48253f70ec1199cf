import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The first id of the unprivileged users that the platform runs functions as. */
const functionUser = 10_000;

/**
 * The user that instances run as. Only root can choose another user, and that user must be able to reach the Node binary
 * and the code. Without one, instances run as the current user, for whom the code's copy is read-only by its modes.
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
