import type { User } from '../shared/wire';
import type { Store } from './store';
import type { Api, Refused } from './sync/api';

/** Something that changes who is using the page, or how it is known. */
export type AccountAction =
  | { kind: 'register'; username: string; password: string }
  | { kind: 'sign-in'; username: string; password: string; keepTasks: boolean }
  /** `anyway`: also while changes of the list cannot be sent. */
  | { kind: 'sign-out'; anyway: boolean }
  | { kind: 'new-password'; password: string; newPassword: string }
  | { kind: 'delete'; password: string };

export type ActionKind = AccountAction['kind'];

/**
 * Why an action failed: `wrong`, `taken`, `name` and `password` are about what was typed, a number is the seconds to
 * wait after too many wrong passwords. `unsent`: changes of the list have to be sent first and cannot be, so nothing was asked;
 * `unanswered`: the server may have done it; `ended`: the session is no longer what this page takes it for.
 */
export type ActionError =
  | 'unsent'
  | 'unanswered'
  | 'wrong'
  | 'taken'
  | 'name'
  | 'password'
  | 'ended'
  | 'server'
  | number;

/** The class is not asked for: the API's client comes from the document's script, and this code from another one. */
const isRefused = (failure: unknown): failure is Refused => failure instanceof Error && 'problem' in failure;

/**
 * Performs an action after all unsent changes were sent: under another session they would reach another list, and a late answer
 * could bring the old session back. Changes that cannot be sent end with an account, and do not stop its deletion.
 * Returns what went wrong, undefined when nothing did.
 */
export async function perform(act: AccountAction, api: Api, store: Store): Promise<ActionError | undefined> {
  // A session that cannot be verified sends nothing; the changes are kept for their owner.
  const sent = store.sender.network === 'unverified' || (await store.drain());
  if (!sent && act.kind !== 'delete' && !(act.kind === 'sign-out' && act.anyway)) return 'unsent';
  try {
    await ask(act, api, store);
    return undefined;
  } catch (failure) {
    return errorOf(failure, act.kind);
  }
}

async function ask(act: AccountAction, api: Api, store: Store): Promise<void> {
  const call = (path: string, method: string, body?: unknown) => api.call(api.base + path, { method, body });
  switch (act.kind) {
    case 'register':
      await call('/users', 'POST', { username: act.username, password: act.password });
      return;
    case 'sign-in': {
      const { username, password, keepTasks } = act;
      const answer = await call('/session', 'POST', { username, password, keepGuestTasks: keepTasks });
      const { user }: { user: User } = await answer.json();
      // The guest's tasks moved: the changes that other pages have not sent follow them.
      if (keepTasks && store.user.guest) store.outbox.moveTo(user.id);
      return;
    }
    case 'sign-out':
      await call('/session', 'DELETE');
      return;
    case 'new-password':
      await call('/users/me/password', 'PUT', { password: act.password, newPassword: act.newPassword });
      return;
    case 'delete':
      await call('/users/me', 'DELETE', { password: act.password });
  }
}

function errorOf(failure: unknown, kind: ActionKind): ActionError {
  if (!isRefused(failure)) return 'unanswered';
  const { status, problem, retryAfter } = failure;
  const named = (pointer: string) => problem.errors?.some((error) => error.pointer === pointer) === true;
  if (status === 429) return Math.max(1, Math.ceil((retryAfter ?? 1000) / 1000));
  if (status === 401) return kind === 'sign-in' || named('/password') ? 'wrong' : 'ended';
  if (named('/username')) return status === 409 ? 'taken' : 'name';
  if (named('/password') || named('/newPassword')) return 'password';
  return status === 403 || status === 409 ? 'ended' : 'server';
}
