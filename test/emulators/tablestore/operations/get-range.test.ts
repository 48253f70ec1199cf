import {
  attributes,
  createTable,
  ignore,
  invalidParameter,
  keyValues,
  long,
  type Reply,
  type Running,
  refusal,
  sdk,
  start,
} from '../sdk';

const { INF_MAX, INF_MIN } = sdk;

/** The next start key of a reply as a request wants it. */
function asKey(next: Reply['nextStartPrimaryKey']) {
  return (next ?? []).map(({ name, value }) => ({ [name]: value }));
}

describe('GetRange', () => {
  let running: Running;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running.server.close());

  const put = (tableName: string, primaryKey: object[], attributeColumns: object[] = []) =>
    running.call('putRow', { tableName, condition: ignore, primaryKey, attributeColumns });
  const range = (tableName: string, from: object[], to: object[], more: object = {}) =>
    running.call('getRange', {
      tableName,
      direction: 'FORWARD',
      inclusiveStartPrimaryKey: from,
      exclusiveEndPrimaryKey: to,
      ...more,
    });
  const ids = ({ rows }: Reply) => rows.map((row) => keyValues(row).at(-1));
  const fill = async (tableName: string, count: number, columns: (n: number) => object[] = () => []) => {
    for (let from = 0; from < count; from += 200) {
      const rows = Array.from({ length: Math.min(200, count - from) }, (_, n) => ({
        type: 'PUT',
        condition: ignore,
        primaryKey: [{ id: String(from + n).padStart(6, '0') }],
        attributeColumns: columns(from + n),
      }));
      await running.call('batchWriteRow', { tables: [{ tableName, rows }] });
    }
  };

  test('Strings are in the order of their UTF-8 bytes, which is not that of UTF-16', async () => {
    const tableName = await createTable(running.call);
    const inOrder = ['', '\0', 'a', 'a\0', 'a\0b', 'aa', 'b', 'é', '一', '\uffee', '😀'];
    for (const id of [...inOrder].reverse()) await put(tableName, [{ id }]);
    expect(ids(await range(tableName, [{ id: INF_MIN }], [{ id: INF_MAX }]))).toEqual(inOrder);
    const backward = await range(tableName, [{ id: INF_MAX }], [{ id: INF_MIN }], { direction: 'BACKWARD' });
    expect(ids(backward)).toEqual([...inOrder].reverse());
  });

  test('Integers are in numerical order, column by column', async () => {
    const tableName = await createTable(running.call, [
      { name: 'a', type: 'INTEGER' },
      { name: 'b', type: 'BINARY' },
      { name: 'c', type: 'INTEGER' },
    ]);
    const numbers = ['-9223372036854775808', '-1', '0', '1', '256', '9223372036854775807'];
    for (const c of numbers) await put(tableName, [{ a: long(1) }, { b: Buffer.of(255, 0) }, { c: long(c) }]);
    await put(tableName, [{ a: long(0) }, { b: Buffer.of(255) }, { c: long(5) }]);
    await put(tableName, [{ a: long(1) }, { b: Buffer.of(255) }, { c: long(6) }]);
    const all = await range(
      tableName,
      [{ a: INF_MIN }, { b: INF_MIN }, { c: INF_MIN }],
      [{ a: INF_MAX }, { b: INF_MAX }, { c: INF_MAX }],
    );
    expect(ids(all)).toEqual(['5n', '6n', ...numbers.map((number) => `${number}n`)]);
  });

  test('The start of a range is included and the end is not, in both directions', async () => {
    const tableName = await createTable(running.call, [
      { name: 'owner', type: 'STRING' },
      { name: 'id', type: 'STRING' },
    ]);
    for (const owner of ['o', 'o2']) for (const id of ['1', '2', '3', '4']) await put(tableName, [{ owner }, { id }]);
    const key = (id: unknown) => [{ owner: 'o' }, { id }];
    expect(ids(await range(tableName, key('2'), key('4')))).toEqual(['2', '3']);
    expect(ids(await range(tableName, key('4'), key('2'), { direction: 'BACKWARD' }))).toEqual(['4', '3']);
    expect(ids(await range(tableName, key(INF_MIN), key(INF_MAX)))).toEqual(['1', '2', '3', '4']);
  });

  test('A limit makes pages that continue at the next start key', async () => {
    const tableName = await createTable(running.call);
    await fill(tableName, 5);
    const first = await range(tableName, [{ id: INF_MIN }], [{ id: INF_MAX }], { limit: 2 });
    expect(ids(first)).toEqual(['000000', '000001']);
    expect(first.nextStartPrimaryKey).toEqual([{ name: 'id', value: '000002' }]);
    const rest = await range(tableName, asKey(first.nextStartPrimaryKey), [{ id: INF_MAX }], { limit: 3 });
    expect(ids(rest)).toEqual(['000002', '000003', '000004']);
    expect(rest.nextStartPrimaryKey).toBeNull();
    const backward = await range(tableName, [{ id: INF_MAX }], [{ id: INF_MIN }], { direction: 'BACKWARD', limit: 4 });
    expect(backward.nextStartPrimaryKey).toEqual([{ name: 'id', value: '000000' }]);
  });

  test('A reply scans at most 5000 rows, filtered out or not', async () => {
    const tableName = await createTable(running.call);
    await fill(tableName, 5001, (n) => [{ n: long(n) }]);
    const all = await range(tableName, [{ id: INF_MIN }], [{ id: INF_MAX }]);
    expect(all.rows).toHaveLength(5000);
    expect(all.nextStartPrimaryKey).toEqual([{ name: 'id', value: '005000' }]);
    const exact = await range(tableName, [{ id: INF_MIN }], [{ id: '005000' }]);
    expect([exact.rows.length, exact.nextStartPrimaryKey]).toEqual([5000, null]);
    const columnFilter = new sdk.SingleColumnCondition('n', long(5000), sdk.ComparatorType.EQUAL, false, true);
    const filtered = await range(tableName, [{ id: INF_MIN }], [{ id: INF_MAX }], { columnFilter });
    expect([filtered.rows.length, asKey(filtered.nextStartPrimaryKey)]).toEqual([0, [{ id: '005000' }]]);
    // 5000 rows of 2 + 6 + 1 + 8 bytes, filtered out, rounded up once.
    expect(filtered.consumed.capacityUnit).toEqual({ read: Math.ceil((5000 * 17) / 4096), write: 0 });
  });

  test('A reply ends when 4 MB are scanned', async () => {
    const tableName = await createTable(running.call);
    const half = Buffer.alloc(2 * 1024 * 1024);
    for (const id of ['1', '2', '3']) await put(tableName, [{ id }], [{ half }]);
    const { rows, nextStartPrimaryKey } = await range(tableName, [{ id: INF_MIN }], [{ id: INF_MAX }]);
    expect([rows.length, asKey(nextStartPrimaryKey)]).toEqual([2, [{ id: '3' }]]);
  });

  test('A limit counts the returned rows, not those filtered out', async () => {
    const tableName = await createTable(running.call);
    await fill(tableName, 20, (n) => [{ even: n % 2 === 0 }]);
    const columnFilter = new sdk.SingleColumnCondition('even', true, sdk.ComparatorType.EQUAL, false, true);
    const reply = await range(tableName, [{ id: INF_MIN }], [{ id: INF_MAX }], { columnFilter, limit: 3 });
    expect(ids(reply)).toEqual(['000000', '000002', '000004']);
    expect(asKey(reply.nextStartPrimaryKey)).toEqual([{ id: '000005' }]);
  });

  test('Rows that a filter on the key leaves out count as scanned', async () => {
    const tableName = await createTable(running.call);
    await fill(tableName, 6);
    const columnFilter = new sdk.SingleColumnCondition('id', '000002', sdk.ComparatorType.LESS_THAN, true, true);
    const reply = await range(tableName, [{ id: INF_MIN }], [{ id: INF_MAX }], { columnFilter });
    expect(ids(reply)).toEqual(['000000', '000001']);
    expect(reply.nextStartPrimaryKey).toBeNull();
  });

  test('columns_to_get skips rows that have none of the named columns', async () => {
    const tableName = await createTable(running.call);
    await put(tableName, [{ id: '1' }], [{ x: 1 }, { y: 1 }]);
    await put(tableName, [{ id: '2' }], [{ y: 2 }]);
    const reply = await range(tableName, [{ id: INF_MIN }], [{ id: INF_MAX }], { columnsToGet: ['x'] });
    expect(reply.rows.map(attributes)).toEqual([{ x: 1 }]);
  });

  test('The option pageRows makes pages small', async () => {
    const small = await start({ pageRows: 3 });
    try {
      const tableName = await createTable(small.call);
      for (const id of ['1', '2', '3', '4']) {
        await small.call('putRow', { tableName, condition: ignore, primaryKey: [{ id }], attributeColumns: [] });
      }
      const reply = await small.call('getRange', {
        tableName,
        direction: 'FORWARD',
        inclusiveStartPrimaryKey: [{ id: INF_MIN }],
        exclusiveEndPrimaryKey: [{ id: INF_MAX }],
      });
      expect([ids(reply), asKey(reply.nextStartPrimaryKey)]).toEqual([['1', '2', '3'], [{ id: '4' }]]);
    } finally {
      await small.server.close();
    }
  });

  test.each([
    ['an end before the start', 'b', 'a', {}, 'Begin key must less than end key in FORWARD'],
    ['equal ends', 'a', 'a', {}, 'Begin key must less than end key in FORWARD'],
    [
      'an end after the start, backward',
      'a',
      'b',
      { direction: 'BACKWARD' },
      'Begin key must more than end key in BACKWARD',
    ],
    ['a negative limit', 'a', 'b', { limit: -1 }, 'The limit must be greater than 0.'],
  ])('A GetRange with %s is refused', async (_, from, to, more, message) => {
    const tableName = await createTable(running.call);
    expect(await refusal(range(tableName, [{ id: from }], [{ id: to }], more))).toEqual(invalidParameter(message));
  });
});
