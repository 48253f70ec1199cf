import type { Consumed, PutRowRequest } from '../protocol/messages';
import { putRowRules } from '../requests/put-row';
import { defineOperation } from './operation';
import { runWrite } from './write';

export const putRow = defineOperation<PutRowRequest, { consumed: Consumed; row?: Buffer }>({
  name: 'PutRow',
  request: 'PutRowRequest',
  response: 'WriteRowResponse',
  run: (instance, request) => runWrite(instance, request, request.row, putRowRules),
});
