import {
  attributes,
  createTable,
  ignore,
  invalidParameter,
  keyValues,
  long,
  type Running,
  refusal,
  sdk,
  start,
} from '../sdk';

const { CompositeCondition, ColumnPaginationFilter, ComparatorType, LogicalOperator, SingleColumnCondition } = sdk;

describe('GetRow', () => {
  let running: Running;
  let tableName: string;
  beforeAll(async () => {
    running = await start();
    tableName = await createTable(running.call);
    await running.call('putRow', {
      tableName,
      condition: ignore,
      primaryKey: [{ id: 'a' }],
      attributeColumns: [{ b: 'text' }, { c: long(7) }, { d: 1.5 }, { e: true }],
    });
  });
  afterAll(() => running.server.close());

  const get = (more: object = {}, id = 'a') => running.call('getRow', { tableName, primaryKey: [{ id }], ...more });
  const columns = async (more: object) => Object.keys(attributes((await get(more)).row));
  const found = async (columnFilter: object, more: object = {}) =>
    keyValues((await get({ columnFilter, ...more })).row).length > 0;

  test('A missing row is empty and costs one capacity unit', async () => {
    expect(await get({}, 'b')).toMatchObject({ row: {}, consumed: { capacityUnit: { read: 1, write: 0 } } });
  });

  test('Columns are sorted by name, each with its timestamp', async () => {
    const { row } = await get();
    expect(row.attributes?.map(({ columnName }) => columnName)).toEqual(['b', 'c', 'd', 'e']);
    for (const { timestamp } of row.attributes ?? []) {
      expect(Math.abs(timestamp.toNumber() - Date.now())).toBeLessThan(60_000);
    }
  });

  test('columns_to_get returns the named columns only, and no row when the row has none of them', async () => {
    expect(await columns({ columnsToGet: ['c', 'zz'] })).toEqual(['c']);
    expect((await get({ columnsToGet: ['zz'] })).row).toEqual({});
    expect((await get({ columnsToGet: ['zz', 'id'] })).row).toMatchObject({ attributes: [] });
  });

  test('start_column is included and end_column is not', async () => {
    expect(await columns({ startColumn: 'c', endColumn: 'e' })).toEqual(['c', 'd']);
  });

  test('A time range that matches no version returns the row without columns', async () => {
    const { row } = await get({ timeRange: { startTime: 1, endTime: 2 } });
    expect(row).toEqual({ primaryKey: [{ name: 'id', value: 'a' }], attributes: [] });
  });

  test('A time range that matches no version of the named columns returns no row', async () => {
    const timeRange = { startTime: 1, endTime: 2 };
    expect((await get({ timeRange, columnsToGet: ['c'] })).row).toEqual({});
    expect((await get({ timeRange, columnsToGet: ['c', 'id'] })).row).toMatchObject({ attributes: [] });
  });

  test('A filter can test the columns of the key', async () => {
    const filter = (value: string) => new SingleColumnCondition('id', value, ComparatorType.EQUAL, false, true);
    expect(await found(filter('a'))).toBe(true);
    expect(await found(filter('b'))).toBe(false);
  });

  test.each([
    ['EQUAL', 7, false, true],
    ['NOT_EQUAL', 7, false, false],
    ['GREATER_THAN', 6, true, false],
    ['GREATER_EQUAL', 7, true, false],
    ['LESS_THAN', 8, true, false],
    ['LESS_EQUAL', 6, false, false],
  ] as const)('a filter compares by %s', async (comparator, value, holds, equals) => {
    const filter = new SingleColumnCondition('c', long(value), ComparatorType[comparator], false, true);
    expect(await found(filter)).toBe(holds || equals);
  });

  test('Values of different types never match', async () => {
    expect(await found(new SingleColumnCondition('c', 7, ComparatorType.EQUAL, true, true))).toBe(false);
    expect(await found(new SingleColumnCondition('c', '7', ComparatorType.NOT_EQUAL, true, true))).toBe(false);
  });

  test('passIfMissing decides about a missing column, and a column that is not read is missing', async () => {
    const filter = (pass: boolean) => new SingleColumnCondition('c', long(7), ComparatorType.EQUAL, pass, true);
    expect(await found(filter(false), { columnsToGet: ['b'] })).toBe(false);
    expect(await found(filter(true), { columnsToGet: ['b'] })).toBe(true);
    expect(await found(new SingleColumnCondition('zz', 1, ComparatorType.EQUAL, true, true))).toBe(true);
  });

  test('Filters nest with AND, OR and NOT', async () => {
    const is = (value: number) => new SingleColumnCondition('c', long(value), ComparatorType.EQUAL, false, true);
    const combine = (operator: number, ...filters: object[]) => {
      const composite = new CompositeCondition(operator);
      for (const filter of filters) composite.addSubCondition(filter);
      return composite;
    };
    const not7 = combine(LogicalOperator.NOT, is(7));
    expect(await found(combine(LogicalOperator.AND, is(7), is(7)))).toBe(true);
    expect(await found(combine(LogicalOperator.AND, is(7), not7))).toBe(false);
    expect(await found(combine(LogicalOperator.OR, not7, combine(LogicalOperator.AND, is(7), is(7))))).toBe(true);
    expect(await refusal(get({ columnFilter: combine(LogicalOperator.AND, is(7)) }))).toEqual(
      invalidParameter('Invalid AND/OR operator: the number of sub-filters must be more than 1.'),
    );
    expect(await refusal(get({ columnFilter: combine(LogicalOperator.NOT, is(7), is(7)) }))).toEqual(
      invalidParameter('Invalid NOT operator: the number of sub-filters must be 1.'),
    );
    const thirtyTwo = combine(LogicalOperator.OR, ...Array.from({ length: 31 }, () => is(7)));
    expect(await found(thirtyTwo)).toBe(true);
    const tooMany = invalidParameter('The count of filter exceeds the max: 32.');
    expect(await refusal(get({ columnFilter: combine(LogicalOperator.NOT, thirtyTwo) }))).toEqual(tooMany);
    const flat = combine(LogicalOperator.NOT, ...Array.from({ length: 32 }, () => is(7)));
    expect(await refusal(get({ columnFilter: flat }))).toEqual(tooMany);
  });

  test('Column pagination limits columns, not rows', async () => {
    expect(await columns({ columnFilter: new ColumnPaginationFilter(2, 1) })).toEqual(['c', 'd']);
    expect((await get({ columnFilter: new ColumnPaginationFilter(2, 9) })).row).toMatchObject({ attributes: [] });
    expect(await refusal(get({ columnFilter: new ColumnPaginationFilter(0, 1) }))).toEqual(
      invalidParameter('Limit in ColumnPaginationFilter must be greater than 0.'),
    );
    expect(await refusal(get({ columnFilter: new ColumnPaginationFilter(1, -1) }))).toEqual(
      invalidParameter('Offset in ColumnPaginationFilter must be greater than or equal to 0.'),
    );
  });

  test('Capacity units count the columns that are read, filtered out or not', async () => {
    const big = { x: 'x'.repeat(9000) };
    await running.call('putRow', {
      tableName,
      condition: ignore,
      primaryKey: [{ id: 'big' }],
      attributeColumns: [big],
    });
    const filter = new SingleColumnCondition('x', 'y', ComparatorType.EQUAL, false, true);
    expect((await get({ columnFilter: filter }, 'big')).consumed.capacityUnit).toEqual({ read: 3, write: 0 });
    expect((await get({ columnsToGet: ['id'] }, 'big')).consumed.capacityUnit).toEqual({ read: 1, write: 0 });
  });

  test.each([
    [
      'ends of ranges',
      { primaryKey: [{ id: sdk.INF_MIN }] },
      invalidParameter('VT_INF_MIN is an invalid type for the primary key.'),
    ],
    [
      'a generated key',
      { primaryKey: [{ id: sdk.PK_AUTO_INCR }] },
      invalidParameter("PKAutoIncr can't be used for read operations."),
    ],
    [
      'filter values that no column can have',
      { columnFilter: new SingleColumnCondition('b', 'x'.repeat(2097153), ComparatorType.EQUAL, false, true) },
      invalidParameter("The length of attribute column: 'b' exceeds the MaxLength:2097152 with CurrentLength:2097153."),
    ],
    [
      'negative versions',
      { maxVersions: -1 },
      invalidParameter('Invalid max versions: -1. Reason: Max versions must be positive.'),
    ],
    [
      'half a time range',
      { timeRange: { startTime: 1 } },
      invalidParameter('Start and end time must be given at the same time.'),
    ],
    [
      'a time and versions',
      { timeRange: { specificTime: 1 } },
      invalidParameter('Specific tiemstamp and max versions cannot be given at the same time.'),
    ],
    [
      'more than 1024 columns',
      { columnsToGet: Array.from({ length: 1025 }, (_, n) => `c${n}`) },
      invalidParameter(
        'The number of columns from the request exceeds the limit, limit count: 1024, column count: 1025.',
      ),
    ],
  ])('A GetRow with %s is refused', async (_, more, expected) => {
    expect(await refusal(get(more))).toEqual(expected);
  });
});
