import type { WireTrashedTask } from '../../shared/wire';
import { toJson } from '../tasks/task';
import type { TrashedTask } from './trash';

/** An entry of the trash as the API shows it. `base` is what links begin with. */
export function entryToJson({ id, deletedAt, expiresAt, task }: TrashedTask, base: string): WireTrashedTask {
  return {
    id,
    deletedAt: new Date(deletedAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
    task: toJson(task, base),
  };
}
