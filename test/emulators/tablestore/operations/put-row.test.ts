import {
  attributes,
  createTable,
  ignore,
  invalidParameter,
  keyValues,
  long,
  mustExist,
  mustNotExist,
  type Running,
  refusal,
  start,
} from '../sdk';

describe('PutRow', () => {
  let running: Running;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running.server.close());

  const put = (tableName: string, id: unknown, attributeColumns: object[] = [], more: object = {}) =>
    running.call('putRow', { tableName, condition: ignore, primaryKey: [{ id }], attributeColumns, ...more });
  const get = async (tableName: string, id: unknown) =>
    (await running.call('getRow', { tableName, primaryKey: [{ id }] })).row;

  test('PutRow stores every type of value exactly', async () => {
    const tableName = await createTable(running.call);
    await put(tableName, '一', [
      { integer: long('9223372036854775807') },
      { negative: long('-9223372036854775808') },
      { double: 0.1 },
      { yes: true },
      { no: false },
      { text: '买牛奶 🥛' },
      { empty: '' },
      { bytes: Buffer.from([0, 1, 255]) },
    ]);
    const row = await get(tableName, '一');
    expect(keyValues(row)).toEqual(['一']);
    expect(attributes(row)).toEqual({
      bytes: Buffer.from([0, 1, 255]),
      double: 0.1,
      empty: '',
      integer: '9223372036854775807n',
      negative: '-9223372036854775808n',
      no: false,
      text: '买牛奶 🥛',
      yes: true,
    });
  });

  test('PutRow replaces the whole row and no other one', async () => {
    const tableName = await createTable(running.call);
    await put(tableName, 'a', [{ x: 'old' }, { y: 'old' }]);
    await put(tableName, 'aa', [{ x: 'other' }]);
    await put(tableName, 'a', [{ x: 'new' }]);
    expect(attributes(await get(tableName, 'a'))).toEqual({ x: 'new' });
    expect(attributes(await get(tableName, 'aa'))).toEqual({ x: 'other' });
  });

  test('A row without attributes exists', async () => {
    const tableName = await createTable(running.call);
    await put(tableName, '');
    expect(await get(tableName, '')).toEqual({ primaryKey: [{ name: 'id', value: '' }], attributes: [] });
  });

  test('PutRow fails when the row must not exist and does, or must exist and does not', async () => {
    const tableName = await createTable(running.call);
    await put(tableName, 'a', [{ x: 1 }], { condition: mustNotExist });
    const failed = { status: 403, code: 'OTSConditionCheckFail', message: 'Condition check failed.' };
    expect(await refusal(put(tableName, 'a', [{ x: 2 }], { condition: mustNotExist }))).toEqual(failed);
    expect(await refusal(put(tableName, 'b', [{ x: 2 }], { condition: mustExist }))).toEqual(failed);
    expect(attributes(await get(tableName, 'a'))).toEqual({ x: 1 });
    expect(await get(tableName, 'b')).toEqual({});
  });

  test('Of many PutRows that each expect no row, one wins', async () => {
    const tableName = await createTable(running.call);
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => put(tableName, 'a', [{ n }], { condition: mustNotExist })),
    );
    const won = results.flatMap(({ status }, n) => (status === 'fulfilled' ? [n] : []));
    expect(won).toHaveLength(1);
    expect(attributes(await get(tableName, 'a'))).toEqual({ n: won[0] });
  });

  test('PutRow returns the primary key on request', async () => {
    const tableName = await createTable(running.call);
    const { row } = await put(tableName, 'a', [{ x: 1 }], { returnContent: { returnType: 1 } });
    expect(row).toEqual({ primaryKey: [{ name: 'id', value: 'a' }], attributes: [] });
  });

  test('PutRow counts capacity units by 4 KB, and a read of the key for a condition', async () => {
    const tableName = await createTable(running.call);
    // Key and value: "id" + "a" is 3 bytes, "x" + 4092 the rest of 4096.
    const exact = await put(tableName, 'a', [{ x: 'x'.repeat(4092) }]);
    expect(exact.consumed.capacityUnit).toEqual({ read: 0, write: 1 });
    const more = await put(tableName, 'a', [{ x: 'x'.repeat(4093) }], { condition: mustExist });
    expect(more.consumed.capacityUnit).toEqual({ read: 1, write: 2 });
  });

  test('PutRow to a table that does not exist is refused', async () => {
    expect(await refusal(put('nowhere', 'a'))).toEqual({
      status: 404,
      code: 'OTSObjectNotExist',
      message: 'Requested table does not exist.',
    });
  });

  test('PutRow with a key that does not fit the table is refused', async () => {
    const tableName = await createTable(running.call);
    const wrong = (primaryKey: object[]) =>
      refusal(put(tableName, '', [], { primaryKey })).then(({ code, message }) => `${code} ${message}`);
    expect(await wrong([{ id: 'a' }, { more: 'b' }])).toBe('OTSInvalidPK Validate PK size fail. Input: 2, Meta: 1.');
    expect(await wrong([{ other: 'a' }])).toBe('OTSInvalidPK Validate PK name fail. Input: other, Meta: id.');
    expect(await wrong([{ id: Buffer.from('a') }])).toBe(
      'OTSInvalidPK Validate PK type fail. Input: VT_BLOB, Meta: VT_STRING.',
    );
  });

  test.each([
    [
      'a key of 1025 bytes',
      'k'.repeat(1025),
      [],
      "The length of primary key column: 'id' exceeds the MaxLength:1024 with CurrentLength:1025.",
    ],
    [
      'a column of more than 2 MB',
      'a',
      [{ x: Buffer.alloc(2097153) }],
      "The length of attribute column: 'x' exceeds the MaxLength:2097152 with CurrentLength:2097153.",
    ],
    ['a column name that is none', 'a', [{ '#x': 1 }], "Invalid column name: '#x'."],
    ['a column named like the key', 'a', [{ id: 1 }], 'Duplicated attribute column name with primary key column: id.'],
    ['NaN', 'a', [{ x: Number.NaN }], "NaN can't be set to double value."],
    ['infinity', 'a', [{ x: Number.POSITIVE_INFINITY }], "Infinity can't be set to double value."],
    [
      '1025 columns',
      'a',
      Array.from({ length: 1025 }, (_, n) => ({ [`c${n}`]: 1 })),
      'The number of attribute columns exceeds the limit, limit count: 1024, column count: 1025.',
    ],
    [
      'more than 4 MB',
      'a',
      ['x', 'y', 'z'].map((name) => ({ [name]: Buffer.alloc(1_500_000) })),
      'The total data size of PutRow request exceeds the limit, limit size: 4194304, data size: 4500006.',
    ],
  ])('A PutRow with %s is refused', async (_, id, columns, message) => {
    const tableName = await createTable(running.call);
    expect(await refusal(put(tableName, id, columns))).toEqual(invalidParameter(message));
  });
});
