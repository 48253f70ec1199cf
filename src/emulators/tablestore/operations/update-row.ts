import type { Consumed, UpdateRowRequest } from '../protocol/messages';
import { updateRowRules } from '../requests/update-row';
import { defineOperation } from './operation';
import { runWrite } from './write';

export const updateRow = defineOperation<UpdateRowRequest, { consumed: Consumed; row?: Buffer }>({
  name: 'UpdateRow',
  request: 'UpdateRowRequest',
  response: 'WriteRowResponse',
  run: (instance, request) => runWrite(instance, request, request.rowChange, updateRowRules),
});
