import type { Consumed, DeleteRowRequest } from '../protocol/messages';
import { deleteRowRules } from '../requests/delete-row';
import { defineOperation } from './operation';
import { runWrite } from './write';

export const deleteRow = defineOperation<DeleteRowRequest, { consumed: Consumed; row?: Buffer }>({
  name: 'DeleteRow',
  request: 'DeleteRowRequest',
  response: 'WriteRowResponse',
  run: (instance, request) => runWrite(instance, request, request.primaryKey, deleteRowRules),
});
