import { attributes, createTable, ignore, invalidParameter, type Running, refusal, start, uniqueName } from '../sdk';

describe('UpdateTable', () => {
  let running: Running;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running.server.close());

  const update = (tableName: string, more: object) =>
    running.call('updateTable', { tableName, tableOptions: {}, ...more });
  const describeTable = async (tableName: string) =>
    JSON.parse(JSON.stringify(await running.call('describeTable', { tableName })));

  test('UpdateTable changes the named options only', async () => {
    const tableName = await createTable(running.call);
    const reply = await update(tableName, { tableOptions: { timeToLive: 86400, maxVersions: 5 } });
    expect(JSON.parse(JSON.stringify(reply)).tableOptions).toMatchObject({ timeToLive: 86400, maxVersions: 5 });
    await update(tableName, { tableOptions: { maxTimeDeviation: 100 } });
    expect((await describeTable(tableName)).tableOptions).toMatchObject({
      timeToLive: 86400,
      maxVersions: 5,
      deviationCellVersionInSec: '100',
    });
  });

  test('Reads return fewer versions as soon as the table keeps fewer', async () => {
    const tableName = await createTable(running.call, undefined, { maxVersions: 3 });
    for (const x of [1, 2, 3]) {
      await running.call('updateRow', {
        tableName,
        condition: ignore,
        primaryKey: [{ id: 'a' }],
        updateOfAttributeColumns: [{ PUT: [{ x }] }],
      });
    }
    await update(tableName, { tableOptions: { maxVersions: 1 } });
    const { row } = await running.call('getRow', { tableName, primaryKey: [{ id: 'a' }], maxVersions: 3 });
    expect(row.attributes).toHaveLength(1);
    expect(attributes(row)).toEqual({ x: 3 });
  });

  test('A stream is switched on and described', async () => {
    const tableName = await createTable(running.call);
    await update(tableName, {
      tableOptions: { maxVersions: 1 },
      streamSpecification: { enableStream: true, expirationTime: 12 },
    });
    expect((await describeTable(tableName)).streamDetails).toMatchObject({ enableStream: true, expirationTime: 12 });
  });

  test('Capacity units can be changed once in two minutes', async () => {
    const tableName = await createTable(running.call);
    const reserve = (read: number) =>
      update(tableName, { tableOptions: { maxVersions: 1 }, reservedThroughput: { capacityUnit: { read, write: 0 } } });
    await reserve(1);
    expect((await describeTable(tableName)).reservedThroughputDetails.capacityUnit).toEqual({ read: 1, write: 0 });
    expect(await refusal(reserve(2))).toEqual({
      status: 403,
      code: 'OTSTooFrequentReservedThroughputAdjustment',
      message: 'Capacity unit adjustment is too frequent.',
    });
  });

  test('An UpdateTable without changes is refused', async () => {
    const tableName = await createTable(running.call);
    expect(await refusal(update(tableName, {}))).toEqual(
      invalidParameter('No parameter is specified in table options.'),
    );
  });

  test('Single columns of a table with an index cannot expire', async () => {
    const indexMeta = { name: uniqueName('index'), primaryKey: ['x'], definedColumn: [] };
    const tableName = await createTable(
      running.call,
      undefined,
      {},
      { definedColumn: [{ name: 'x', type: 1 }], indexMetas: [{ ...indexMeta, indexUpdateMode: 0, indexType: 0 }] },
    );
    const refused = invalidParameter("Don't support allow update operation on table with index and ttl.");
    expect(await refusal(update(tableName, { tableOptions: { timeToLive: 86400 } }))).toEqual(refused);
    await update(tableName, { tableOptions: { timeToLive: 86400, allowUpdate: false } });
    expect(await refusal(update(tableName, { tableOptions: { allowUpdate: true } }))).toEqual(refused);
    await update(tableName, { tableOptions: { timeToLive: -1, allowUpdate: true } });
  });
});
