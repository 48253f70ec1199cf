import type { Status } from '../../shared/wire';
import type { Session } from '../accounts/token';
import type { Task } from '../tasks/task';

/** The page's four numbers: 关闭, 进行中, 已完成, 暂停. */
const statusOfNumber: readonly Status[] = ['closed', 'open', 'completed', 'paused'];

/** The status that a number or its text stands for; undefined when it stands for none. */
export function toStatus(value: unknown): Status | undefined {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^[0-3]$/.test(value));
  return isNumber ? statusOfNumber[Number(value)] : undefined;
}

/** The caller's name as the page shows it. */
export function shownName({ guest, name }: Session): string {
  return guest ? '访客' : name;
}

/**
 * A task in the fields that the original's rows have. The pages show `name`, `desc`, `status` and `updatedAt`, and send
 * `key` back; `callNo` counts a row's uses, which here are the times it was written.
 */
export function toRow(task: Task, base: string, owner: string): object {
  const status = statusOfNumber.indexOf(task.status);
  return {
    key: task.id,
    disabled: task.status === 'closed',
    href: `${base}/api/tasks/${task.id}`,
    avatar: '',
    name: task.title,
    owner,
    desc: task.note,
    callNo: task.version,
    status,
    updatedAt: new Date(task.updatedAt).toISOString(),
    createdAt: new Date(task.createdAt).toISOString(),
    progress: task.status === 'completed' ? 100 : 0,
  };
}
