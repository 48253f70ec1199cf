import { invalid } from '../errors';
import type { WriteRules } from './row-change';

export const deleteRowRules: WriteRules = {
  kind: 'delete',
  operation: 'DeleteRow',
  checkRow: ({ primaryKey, attributes, deleteMarker }, returned) => {
    if (!deleteMarker) throw invalid('Invalid request of delete row: missing RowDeleteMarker in request');
    if (attributes.length > 0) throw invalid('Invalid delete row request: unexpected cells in request');
    if (primaryKey.some(({ value }) => value?.type === 'AUTO_INCREMENT')) {
      throw invalid('Invalid row to delete which with pk auto increment');
    }
    if (returned.kind === 'afterModify') throw invalid('Invalid return type: RT_AFTER_MODIFY.');
  },
};
