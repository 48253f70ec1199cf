import { Invalid, type Parameter } from '../http/query';
import { type DeletionMode, deletionModes } from './list';

const tasksOfDeleted: Parameter<DeletionMode> = {
  schema: { type: 'string', enum: deletionModes },
  read: (text) =>
    deletionModes.find((mode) => mode === text) ?? new Invalid(`must be one of ${deletionModes.join(', ')}`),
};

/** The parameters of `DELETE /api/lists/:id`. */
export const listDeletionQuery = { tasks: tasksOfDeleted };
