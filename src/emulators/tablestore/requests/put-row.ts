import { invalid } from '../errors';
import type { WriteRules } from './row-change';

export const putRowRules: WriteRules = {
  kind: 'put',
  operation: 'PutRow',
  checkRow: ({ attributes, deleteMarker }, returned) => {
    if (deleteMarker) throw invalid('Invalid request of put/update row: unexpected RowDeleteMarker in request.');
    for (const { name, operation, value } of attributes) {
      if (operation) throw invalid(`OpType cannot be given for column name: ${name} in PutRow.`);
      if (!value) throw invalid('Invalid request of put row: find cells without values');
    }
    if (returned.kind === 'afterModify') throw invalid('Invalid return type: RT_AFTER_MODIFY.');
  },
};
