import {
  createTable,
  ignore,
  invalidParameter,
  keyValues,
  long,
  type Running,
  refusal,
  sdk,
  start,
  uniqueName,
} from '../sdk';

describe('CreateTable, ListTable and DescribeTable', () => {
  let running: Running;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running.server.close());

  const create = (primaryKey: object[], more: object = {}, tableName = uniqueName()) =>
    running.call('createTable', {
      tableMeta: { tableName, primaryKey, ...more },
      reservedThroughput: { capacityUnit: { read: 0, write: 0 } },
      tableOptions: { timeToLive: -1, maxVersions: 1, ...more },
    });
  const id = { name: 'id', type: 'STRING' };

  test("A table is listed and described with the service's defaults", async () => {
    const tableName = await createTable(running.call, [
      { name: 'owner', type: 'STRING' },
      { name: 'number', type: 'INTEGER', option: 'AUTO_INCREMENT' },
      { name: 'raw', type: 'BINARY' },
    ]);
    expect((await running.call('listTable')).tableNames).toContain(tableName);
    const described = JSON.parse(JSON.stringify(await running.call('describeTable', { tableName })));
    expect(described).toMatchObject({
      tableMeta: {
        tableName,
        primaryKey: [
          { name: 'owner', type: 'STRING' },
          { name: 'number', type: 'INTEGER', option: 'AUTO_INCREMENT' },
          { name: 'raw', type: 'BINARY' },
        ],
      },
      reservedThroughputDetails: { capacityUnit: { read: 0, write: 0 } },
      tableOptions: { timeToLive: -1, maxVersions: 1, deviationCellVersionInSec: '86400', allowUpdate: true },
      tableStatus: 'ACTIVE',
    });
    expect(Number(described.reservedThroughputDetails.lastIncreaseTime)).toBeGreaterThan(1_600_000_000);
  });

  test('CreateTable refuses a table that exists', async () => {
    const tableName = await createTable(running.call);
    expect(await refusal(create([id], {}, tableName))).toEqual({
      status: 409,
      code: 'OTSObjectAlreadyExist',
      message: 'Requested table already exists.',
    });
  });

  test('DescribeTable refuses a table that does not exist', async () => {
    expect(await refusal(running.call('describeTable', { tableName: 'nowhere' }))).toEqual({
      status: 404,
      code: 'OTSObjectNotExist',
      message: 'Requested table does not exist.',
    });
  });

  const names = (count: number) => Array.from({ length: count }, (_, n) => ({ name: `PK${n}`, type: 'STRING' }));
  const automatic = { type: 'INTEGER', option: 'AUTO_INCREMENT' };
  test.each([
    ['no key', [], {}, 'The number of primary key columns must be in range: [1, 4].'],
    ['five key columns', names(5), {}, 'The number of primary key columns must be in range: [1, 4].'],
    ['a key column twice', [...names(1), ...names(1)], {}, "Duplicated primary key name: 'PK0'."],
    ['a key column without a good name', [{ name: '0', type: 'STRING' }], {}, "Invalid column name: '0'."],
    [
      'an unknown key type',
      [{ name: 'id', type: 9 }],
      {},
      'Invalid column type, only STRING,INTEGER,BINARY is allowed.',
    ],
    ['a generated partition key', [{ name: 'n', ...automatic }], {}, 'PkAutoIncr cannot be set as first pk column'],
    [
      'two generated columns',
      [id, { name: 'n', ...automatic }, { name: 'm', ...automatic }],
      {},
      'AUTO_INCREMENT primary key count must <= 1.',
    ],
    [
      'a generated string',
      [id, { name: 'n', type: 'STRING', option: 'AUTO_INCREMENT' }],
      {},
      'AUTO_INCREMENT primary key must be integer.',
    ],
    ['a time to live of nothing', [id], { timeToLive: 0 }, 'TimeToLive cannot be 0 or less than -1.'],
    ['no versions', [id], { maxVersions: 0 }, 'The maximum versions cannot be less than or equal to 0'],
    ['no time to live', [id], { timeToLive: undefined }, 'Time-to-live is missing while creating table.'],
    ['no number of versions', [id], { maxVersions: undefined }, 'MaxVersions is missing while creating table.'],
    [
      'a deviation beyond the limit',
      [id],
      { maxTimeDeviation: 9_223_372_036_855 },
      'The maximum deviation must be in range [0, INT64_MAX/1000000].',
    ],
    [
      '33 defined columns',
      [id],
      { definedColumn: Array.from({ length: 33 }, (_, n) => ({ name: `d${n}`, type: 1 })) },
      'The number of defined columns must be in range: [0, 32].',
    ],
    [
      'a defined column named like the key',
      [id],
      { definedColumn: [{ name: 'id', type: 1 }] },
      'Duplicated attribute column name with primary key column: id.',
    ],
  ])('A CreateTable with %s is refused', async (_, primaryKey, more, message) => {
    expect(await refusal(create(primaryKey, more))).toEqual(invalidParameter(message));
  });

  test('The largest deviation allows every timestamp', async () => {
    const tableName = await createTable(running.call, undefined, { maxTimeDeviation: 9_223_372_036_854 });
    await running.call('putRow', {
      tableName,
      condition: ignore,
      primaryKey: [{ id: 'a' }],
      attributeColumns: [{ x: 1, timestamp: 0 }],
    });
  });

  test('An invalid table name is refused', async () => {
    expect(await refusal(create([id], {}, 'no-hyphens'))).toEqual(
      invalidParameter("Invalid table name: 'no-hyphens'."),
    );
  });

  test('An instance has at most 64 tables', async () => {
    const own = await start();
    try {
      for (let n = 0; n < 64; n++) await createTable(own.call);
      expect(await refusal(createTable(own.call))).toEqual({
        status: 403,
        code: 'OTSQuotaExhausted',
        message: 'Number of tables exceeds the quota:64.',
      });
    } finally {
      await own.server.close();
    }
  });

  test('A new table is not ready before the configured delay', async () => {
    const slow = await start({ tableReadyDelayMs: 1000 });
    try {
      const tableName = await createTable(slow.call);
      const read = () => slow.call('getRow', { tableName, primaryKey: [{ id: 'a' }] });
      expect(await refusal(read())).toEqual({
        status: 404,
        code: 'OTSTableNotReady',
        message: 'The table is not ready.',
      });
      await new Promise((resolve) => setTimeout(resolve, 1050));
      expect((await read()).row).toEqual({});
    } finally {
      await slow.server.close();
    }
  });

  test('Generated keys are positive, distinct and increasing, and are returned on request', async () => {
    const tableName = await createTable(running.call, [
      { name: 'owner', type: 'STRING' },
      { name: 'n', type: 'INTEGER', option: 'AUTO_INCREMENT' },
    ]);
    const put = (n: unknown, condition = ignore) =>
      running.call('putRow', {
        tableName,
        condition,
        primaryKey: [{ owner: 'o' }, { n }],
        attributeColumns: [{ x: 1 }],
        returnContent: { returnType: 1 },
      });
    const given: bigint[] = [];
    for (let count = 0; count < 5; count++) {
      given.push(BigInt(String(keyValues((await put(sdk.PK_AUTO_INCR)).row)[1]).replace('n', '')));
    }
    expect(given).toEqual([...new Set(given)].sort((a, b) => (a < b ? -1 : 1)));
    expect(given[0]).toBeGreaterThan(0n);
    await put(long(String(given[0])));
    expect(await refusal(put(sdk.PK_AUTO_INCR, new sdk.Condition(1, null)))).toEqual(
      invalidParameter('Invalid expect: EXPECT_EXIST when modify row with pk auto increment'),
    );
    const condition = new sdk.Condition(0, new sdk.SingleColumnCondition('x', 1, 1, true, true));
    expect(await refusal(put(sdk.PK_AUTO_INCR, condition))).toEqual(
      invalidParameter("Can't set condition when modify row with pk auto increment"),
    );
    const remove = running.call('deleteRow', {
      tableName,
      condition: ignore,
      primaryKey: [{ owner: 'o' }, { n: sdk.PK_AUTO_INCR }],
    });
    expect(await refusal(remove)).toEqual(invalidParameter('Invalid row to delete which with pk auto increment'));
  });
});
