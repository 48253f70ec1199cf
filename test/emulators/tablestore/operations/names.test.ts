import { messageType } from '../../../../src/emulators/tablestore/protocol/protobuf';
import { createTable, ignore, invalidParameter, type Running, refusal, sdk, start } from '../sdk';
import { callWire, integer, plainRow, rowsOf, text } from '../wire';

const key = plainRow([{ name: 'id', value: text('a') }]);
const writes = { request: 'UpdateRowRequest', response: 'WriteRowResponse' };
const reads = { request: 'GetRowRequest', response: 'GetRowResponse' };

/** Names as the functional tests of the Java SDK expect them of the service. */
describe('names', () => {
  let running: Running;
  let tableName: string;
  beforeAll(async () => {
    running = await start();
    tableName = await createTable(running.call);
  });
  afterAll(() => running.server.close());

  /** Through the wire: the Node SDK can send no column name that is not ASCII. */
  const update = (...cells: Parameters<typeof plainRow>[1] & object) =>
    callWire(running.server.url, 'UpdateRow', writes, {
      tableName,
      rowChange: plainRow([{ name: 'id', value: text('a') }], cells),
      condition: { rowExistence: 0 },
    });
  const get = async (more: object = {}) => {
    const message = { tableName, primaryKey: key, maxVersions: 1, ...more };
    return rowsOf((await callWire<{ row: Buffer }>(running.server.url, 'GetRow', reads, message)).row)[0]?.attributes;
  };
  const filterOn = (columnName: string) =>
    messageType<object>('Filter').encode({
      type: 1,
      filter: messageType<object>('SingleColumnValueFilter').encode({
        comparator: 1,
        columnName,
        columnValue: Buffer.from('000500000000000000', 'hex'),
        filterIfMissing: true,
        latestVersionOnly: true,
      }),
    });

  test.each(['T#', '3t', '-', '中文', ''])('The table name "%s" is refused by every operation', async (name) => {
    const primaryKey = [{ id: 'a' }];
    const row = { primaryKey, condition: ignore, attributeColumns: [{ x: 1 }] };
    const operations: [string, object][] = [
      ['describeTable', { tableName: name }],
      ['deleteTable', { tableName: name }],
      ['updateTable', { tableName: name, tableOptions: { maxVersions: 1 } }],
      ['getRow', { tableName: name, primaryKey }],
      ['putRow', { tableName: name, ...row }],
      [
        'updateRow',
        { tableName: name, primaryKey, condition: ignore, updateOfAttributeColumns: [{ PUT: [{ x: 1 }] }] },
      ],
      ['deleteRow', { tableName: name, primaryKey, condition: ignore }],
      ['startLocalTransaction', { tableName: name, primaryKey }],
      ['batchGetRow', { tables: [{ tableName: name, primaryKey: [primaryKey] }] }],
      ['batchWriteRow', { tables: [{ tableName: name, rows: [{ type: 'PUT', ...row }] }] }],
      [
        'getRange',
        {
          tableName: name,
          direction: 'FORWARD',
          inclusiveStartPrimaryKey: [{ id: sdk.INF_MIN }],
          exclusiveEndPrimaryKey: [{ id: sdk.INF_MAX }],
        },
      ],
    ];
    for (const [operation, params] of operations) {
      expect(await refusal(running.call(operation, params))).toEqual(
        invalidParameter(`Invalid table name: '${name}'.`),
      );
    }
  });

  test('An attribute may have any name that does not begin with a #, and names are in the order of their bytes', async () => {
    const names = ['\n', ' ', "'", 'a#', 'a/b', 'a\\', 'price-2', '9x', '公司', '\uffee', '😀', 'é', 'a'.repeat(255)];
    await update(...names.map((name, n) => ({ name, value: integer(n) })));
    const found = await get();
    const ordered = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(Object.keys(found ?? {})).toEqual(ordered);
    expect(found).toEqual(Object.fromEntries(names.map((name, n) => [name, BigInt(n)])));
    expect(await get({ columnsToGet: ['公司', '😀'] })).toEqual({ 公司: 8n, '😀': 10n });
    expect(await get({ startColumn: '公司', endColumn: '😀' })).toEqual({ 公司: 8n, '\uffee': 9n });
    await update({ name: '公司', value: integer(5) });
    expect(Object.keys((await get({ filter: filterOn('公司') })) ?? {})).toHaveLength(names.length);
    expect(await get({ filter: filterOn('é') })).toBeUndefined();
    await update({ name: '公司', operation: 'deleteAllVersions' });
    expect(await get({ columnsToGet: ['公司'] })).toBeUndefined();
  });

  test.each(['', '#', '#abc', '#公司', 'a'.repeat(256), '公'.repeat(86)])(
    'The column name %j is refused in writes, reads, filters and batches',
    async (name) => {
      const expected = `400 OTSParameterInvalid Invalid column name: '${name}'.`;
      await expect(update({ name, value: integer(1) })).rejects.toThrow(expected);
      await expect(get({ columnsToGet: [name] })).rejects.toThrow(expected);
      await expect(get({ filter: filterOn(name) })).rejects.toThrow(expected);
      const batch = callWire(
        running.server.url,
        'BatchWriteRow',
        { request: 'BatchWriteRowRequest', response: 'BatchResponse' },
        {
          tables: [
            {
              tableName,
              rows: [
                {
                  type: 1,
                  condition: { rowExistence: 0 },
                  rowChange: plainRow([{ name: 'id', value: text('b') }], [{ name, value: integer(1) }]),
                },
              ],
            },
          ],
        },
      );
      await expect(batch).rejects.toThrow(expected);
    },
  );
});
