import {
  attributes,
  createTable,
  ignore,
  invalidParameter,
  long,
  mustNotExist,
  type RowResult,
  type Running,
  refusal,
  sdk,
  start,
} from '../sdk';
import { callWire, integer, plainRow, text } from '../wire';

describe('BatchWriteRow', () => {
  let running: Running;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running.server.close());

  const write = async (tableName: string, ...rows: object[]) =>
    (await running.call('batchWriteRow', { tables: [{ tableName, rows }] })).tables as RowResult[];
  const put = (id: string, columns: object[] = [], condition = ignore) => ({
    type: 'PUT',
    condition,
    primaryKey: [{ id }],
    attributeColumns: columns,
  });
  const get = async (tableName: string, id: string) =>
    (await running.call('getRow', { tableName, primaryKey: [{ id }] })).row;

  test('A failing row of a BatchWriteRow fails alone', async () => {
    const tableName = await createTable(running.call);
    await write(tableName, put('a', [{ x: 'old' }]), put('b', [{ x: 'old' }]));
    const results = await write(
      tableName,
      put('a', [{ x: 'new' }], mustNotExist),
      {
        type: 'UPDATE',
        condition: ignore,
        primaryKey: [{ id: 'b' }],
        attributeColumns: [{ INCREMENT: [{ n: long(1) }] }],
        returnContent: { returnType: 2, returnColumns: ['n'] },
      },
      { type: 'DELETE', condition: ignore, primaryKey: [{ id: 'c' }] },
      { ...put('d'), primaryKey: [{ wrong: 'd' }] },
    );
    expect(results.map(({ isOk, errorCode }) => [isOk, errorCode])).toEqual([
      [false, 'OTSConditionCheckFail'],
      [true, null],
      [true, null],
      [false, 'OTSInvalidPK'],
    ]);
    expect(attributes(results[1])).toEqual({ n: '1n' });
    expect(attributes(await get(tableName, 'a'))).toEqual({ x: 'old' });
    expect(attributes(await get(tableName, 'b'))).toEqual({ n: '1n', x: 'old' });
  });

  test('Of two writes of one row in a batch the later wins; with a condition the batch is refused', async () => {
    const tableName = await createTable(running.call);
    await write(
      tableName,
      put('a', [{ x: 1 }]),
      { type: 'DELETE', condition: ignore, primaryKey: [{ id: 'a' }] },
      put('a', [{ y: 2 }]),
    );
    expect(attributes(await get(tableName, 'a'))).toEqual({ y: 2 });
    expect(await refusal(write(tableName, put('b'), put('b', [], mustNotExist)))).toEqual(
      invalidParameter('Repeated rows do not support row exist expectation check in BatchModify.'),
    );
    expect(await get(tableName, 'b')).toEqual({});
  });

  test.each([
    ['an end of a range', { primaryKey: [{ id: sdk.INF_MIN }] }, 'VT_INF_MIN is an invalid type for the primary key.'],
    [
      'a key that is too long',
      { primaryKey: [{ id: 'k'.repeat(1025) }] },
      "The length of primary key column: 'id' exceeds the MaxLength:1024 with CurrentLength:1025.",
    ],
    [
      'a value that is too long',
      { attributeColumns: [{ x: Buffer.alloc(2097153) }] },
      "The length of attribute column: 'x' exceeds the MaxLength:2097152 with CurrentLength:2097153.",
    ],
  ])('%s is wrong in any table and fails the whole BatchWriteRow', async (_, wrong, message) => {
    const tableName = await createTable(running.call);
    expect(await refusal(write(tableName, put('a', [{ x: 1 }]), { ...put('b'), ...wrong }))).toEqual(
      invalidParameter(message),
    );
    expect(await get(tableName, 'a')).toEqual({});
  });

  test('The size of a batch counts eight bytes for each timestamp', async () => {
    const tableName = await createTable(running.call);
    // Key, name, value and timestamp: 2 + 1 + 1 + length + 8, three times, are one byte more than 4 MB.
    const lengths = [1398091, 1398089, 1398089];
    const rows = lengths.map((length, n) => put(String(n), [{ x: 'x'.repeat(length), timestamp: Date.now() }]));
    expect(await refusal(write(tableName, ...rows))).toEqual(
      invalidParameter(
        'The total data size of BatchWriteRow request exceeds the limit, limit size: 4194304, data size: 4194305.',
      ),
    );
  });

  test('A BatchWriteRow of more than 200 rows, of more than 4 MB, or of no rows is refused', async () => {
    const tableName = await createTable(running.call);
    const many = Array.from({ length: 201 }, (_, n) => put(String(n)));
    expect(await refusal(write(tableName, ...many))).toEqual(
      invalidParameter('Rows count exceeds the upper limit: 200.'),
    );
    const x = Buffer.alloc(1024 * 1024);
    const size = 4 * ('id'.length + 1 + 'x'.length + x.length);
    expect(await refusal(write(tableName, ...['1', '2', '3', '4'].map((id) => put(id, [{ x }]))))).toEqual(
      invalidParameter(
        `The total data size of BatchWriteRow request exceeds the limit, limit size: 4194304, data size: ${size}.`,
      ),
    );
    expect(await refusal(write(tableName))).toEqual(
      invalidParameter(`No operation is specified for table: '${tableName}'.`),
    );
  });

  describe('atomic', () => {
    interface Reply {
      tables: { rows: { isOk: boolean; error?: { code: string; message: string } }[] }[];
    }
    const types = { request: 'BatchWriteRowRequest', response: 'BatchResponse' };
    const keys = [
      { name: 'owner', type: 'INTEGER' as const },
      { name: 'id', type: 'STRING' as const },
    ];
    const row = (owner: number, id: string, rowExistence = 0) => ({
      type: 1,
      condition: { rowExistence },
      rowChange: plainRow(
        [
          { name: 'owner', value: integer(owner) },
          { name: 'id', value: text(id) },
        ],
        [{ name: 'x', value: text('1') }],
      ),
    });
    const writeAtomically = async (tableName: string, ...rows: object[]) => {
      const message = { tables: [{ tableName, rows }], isAtomic: true };
      const reply = await callWire<Reply>(running.server.url, 'BatchWriteRow', types, message);
      return reply.tables.flatMap((table) =>
        table.rows.map(({ isOk, error }) => (isOk ? 'ok' : `${error?.code} ${error?.message}`)),
      );
    };
    const exists = async (tableName: string, owner: number, id: string) =>
      (await running.call('getRow', { tableName, primaryKey: [{ owner: long(owner) }, { id }] })).row.primaryKey !==
      undefined;

    test('An atomic batch writes all rows', async () => {
      const tableName = await createTable(running.call, keys);
      expect(await writeAtomically(tableName, row(0, 'a'), row(0, 'b'))).toEqual(['ok', 'ok']);
      expect([await exists(tableName, 0, 'a'), await exists(tableName, 0, 'b')]).toEqual([true, true]);
    });

    test('In an atomic batch, each write of a row sees the writes before it', async () => {
      const tableName = await createTable(running.call, keys);
      const update = (name: string) => ({
        type: 2,
        condition: { rowExistence: 0 },
        rowChange: plainRow(
          [
            { name: 'owner', value: integer(0) },
            { name: 'id', value: text('a') },
          ],
          [
            { name, value: text(name) },
            { name: 'n', value: integer(1), operation: 'increment' },
          ],
        ),
      });
      expect(await writeAtomically(tableName, row(0, 'a'), update('y'), update('z'))).toEqual(['ok', 'ok', 'ok']);
      const { row: stored } = await running.call('getRow', {
        tableName,
        primaryKey: [{ owner: long(0) }, { id: 'a' }],
      });
      expect(attributes(stored)).toEqual({ n: '2n', x: '1', y: 'y', z: 'z' });
    });

    test('An atomic batch with a failing row writes none', async () => {
      const tableName = await createTable(running.call, keys);
      await writeAtomically(tableName, row(0, 'b'));
      const failed = 'OTSConditionCheckFail Condition check failed.';
      expect(await writeAtomically(tableName, row(0, 'a'), row(0, 'b', 2), row(0, 'c'))).toEqual([
        failed,
        failed,
        failed,
      ]);
      expect([await exists(tableName, 0, 'a'), await exists(tableName, 0, 'c')]).toEqual([false, false]);
    });

    test('An atomic batch with several partition keys is refused', async () => {
      const tableName = await createTable(running.call, keys);
      const failed = 'OTSDataOutOfRange Data out of scope of atomic. Atomic PartKey:0. Data PartKey:1';
      expect(await writeAtomically(tableName, row(0, 'a'), row(1, 'a'))).toEqual([failed, failed]);
      expect(await exists(tableName, 0, 'a')).toBe(false);
    });
  });
});
