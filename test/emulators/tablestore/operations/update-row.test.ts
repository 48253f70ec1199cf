import {
  attributes,
  createTable,
  ignore,
  invalidParameter,
  long,
  mustExist,
  type Running,
  refusal,
  sdk,
  start,
} from '../sdk';

describe('UpdateRow', () => {
  let running: Running;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running.server.close());

  const update = (tableName: string, changes: object[], more: object = {}) =>
    running.call('updateRow', {
      tableName,
      condition: ignore,
      primaryKey: [{ id: 'a' }],
      updateOfAttributeColumns: changes,
      ...more,
    });
  const get = async (tableName: string, more: object = {}) =>
    (await running.call('getRow', { tableName, primaryKey: [{ id: 'a' }], ...more })).row;
  const versions = async (tableName: string, more: object = {}) =>
    ((await get(tableName, { maxVersions: 10, ...more })).attributes ?? []).map(({ columnValue, timestamp }) => [
      columnValue,
      timestamp.toNumber(),
    ]);

  test('UpdateRow creates the row, then changes only the named columns', async () => {
    const tableName = await createTable(running.call);
    await update(tableName, [{ PUT: [{ x: 1 }, { y: 2 }] }]);
    await update(tableName, [{ PUT: [{ x: 3 }] }, { DELETE_ALL: ['y', 'zz'] }]);
    expect(attributes(await get(tableName))).toEqual({ x: 3 });
  });

  test('A row whose columns were all deleted still exists, and deletions create no row', async () => {
    const tableName = await createTable(running.call);
    await update(tableName, [{ DELETE_ALL: ['x'] }]);
    expect(await get(tableName)).toEqual({});
    await update(tableName, [{ PUT: [{ x: 1 }] }]);
    await update(tableName, [{ DELETE_ALL: ['x'] }]);
    expect(await get(tableName)).toMatchObject({ primaryKey: [{ value: 'a' }], attributes: [] });
  });

  test('Increments of many writers at once start at 0 and return the sum', async () => {
    const tableName = await createTable(running.call);
    const sums = await Promise.all(
      Array.from({ length: 20 }, () =>
        update(tableName, [{ INCREMENT: [{ n: long(2) }] }], {
          returnContent: { returnType: 2, returnColumns: ['n'] },
        }).then(({ row }) => attributes(row).n),
      ),
    );
    expect(sums.sort()).toEqual(Array.from({ length: 20 }, (_, n) => `${2 * (n + 1)}n`).sort());
    expect(attributes(await get(tableName))).toEqual({ n: '40n' });
  });

  test.each([
    [
      'of a text',
      [{ INCREMENT: [{ x: long(1) }] }],
      {},
      'Column x of type STRING cannot be incremented by a value of type INTEGER.',
    ],
    ['beyond 64 bits', [{ INCREMENT: [{ n: long(1) }] }], {}, 'The increment of column n overflows.'],
    ['by a text', [{ INCREMENT: [{ n: 'one' }] }], {}, 'STRING is an invalid type for the increment of column n.'],
    [
      'together with a put',
      [{ INCREMENT: [{ n: long(1) }] }, { PUT: [{ n: long(1) }] }],
      {},
      'Column n is both incremented and modified otherwise in one request.',
    ],
    [
      'returning columns together with the key',
      [{ INCREMENT: [{ m: long(1) }] }],
      { returnContent: { returnType: 1, returnColumns: ['m'] } },
      'Return columns can be given with RT_AFTER_MODIFY only, not with RT_PK.',
    ],
    [
      'returning another column',
      [{ INCREMENT: [{ m: long(1) }] }],
      { returnContent: { returnType: 2, returnColumns: ['x'] } },
      'Return column x is not incremented by the request.',
    ],
  ])('An increment %s is refused and nothing is written', async (_, changes, more, message) => {
    const tableName = await createTable(running.call);
    await update(tableName, [{ PUT: [{ x: 'text' }, { n: long('9223372036854775807') }] }]);
    const before = await get(tableName);
    expect(await refusal(update(tableName, changes, more))).toEqual(invalidParameter(message));
    expect(await get(tableName)).toEqual(before);
  });

  test('A column keeps as many versions as the table allows, newest first', async () => {
    const tableName = await createTable(running.call, undefined, { maxVersions: 3 });
    for (const x of ['1', '2', '3', '4']) await update(tableName, [{ PUT: [{ x }] }]);
    const all = await versions(tableName);
    expect(all.map(([value]) => value)).toEqual(['4', '3', '2']);
    expect(new Set(all.map(([, timestamp]) => timestamp)).size).toBe(3);
    expect(await versions(tableName, { maxVersions: 2 })).toEqual(all.slice(0, 2));
  });

  test('Versions are read by time range and deleted one by one', async () => {
    const tableName = await createTable(running.call, undefined, { maxVersions: 5 });
    const base = Date.now() - 1000;
    for (const n of [2, 0, 1]) {
      await update(tableName, [{ PUT: [{ x: `v${n}`, timestamp: base + n }] }]);
    }
    expect(await versions(tableName)).toEqual([
      ['v2', base + 2],
      ['v1', base + 1],
      ['v0', base],
    ]);
    expect(await versions(tableName, { timeRange: { startTime: base, endTime: base + 2 } })).toEqual([
      ['v1', base + 1],
      ['v0', base],
    ]);
    await update(tableName, [{ DELETE: [{ x: base + 1 }] }]);
    expect((await versions(tableName)).map(([value]) => value)).toEqual(['v2', 'v0']);
    await update(tableName, [{ PUT: [{ x: 'again', timestamp: base }] }]);
    expect((await versions(tableName)).map(([value]) => value)).toEqual(['v2', 'again']);
  });

  test('A filter tests any version, or the latest only', async () => {
    const tableName = await createTable(running.call, undefined, { maxVersions: 5 });
    await update(tableName, [{ PUT: [{ x: 'old' }] }]);
    await update(tableName, [{ PUT: [{ x: 'new' }] }]);
    const isOld = (latestOnly: boolean) =>
      new sdk.SingleColumnCondition('x', 'old', sdk.ComparatorType.EQUAL, false, latestOnly);
    expect(await get(tableName, { maxVersions: 5, columnFilter: isOld(true) })).toEqual({});
    expect(await get(tableName, { maxVersions: 5, columnFilter: isOld(false) })).toMatchObject({
      primaryKey: [{ value: 'a' }],
    });
  });

  test("Timestamps outside the table's deviation are refused", async () => {
    const tableName = await createTable(running.call, undefined, { maxTimeDeviation: 100 });
    const putAt = (timestamp: number) => update(tableName, [{ PUT: [{ x: 1, timestamp }] }]);
    await putAt(Date.now() - 50_000);
    expect(await refusal(putAt(Date.now() - 150_000))).toEqual(invalidParameter('Invalid timestamp. Cell: x.'));
    expect(await refusal(putAt(Date.now() + 150_000))).toEqual(invalidParameter('Invalid timestamp. Cell: x.'));
    expect(await refusal(putAt(-1))).toEqual(invalidParameter('Timestamp must be in range [0, INT64_MAX/1000).'));
  });

  test('Data older than the time to live is gone, and the row with its last column', async () => {
    const tableName = await createTable(running.call, undefined, { timeToLive: 2, maxVersions: 2 });
    await update(tableName, [{ PUT: [{ old: 'x', timestamp: Date.now() - 3000 }] }, { PUT: [{ fresh: 'x' }] }]);
    expect(attributes(await get(tableName))).toEqual({ fresh: 'x' });
    await new Promise((resolve) => setTimeout(resolve, 2100));
    expect(await get(tableName)).toEqual({});
    const expected = await refusal(update(tableName, [{ PUT: [{ x: 1 }] }], { condition: mustExist }));
    expect(expected.code).toBe('OTSConditionCheckFail');
  });

  test('A column condition tests the stored value, and a missing row has no columns', async () => {
    const tableName = await createTable(running.call);
    const when = (pass: boolean, value: unknown) =>
      new sdk.Condition(0, new sdk.SingleColumnCondition('v', value, sdk.ComparatorType.EQUAL, pass, true));
    const failed = { status: 403, code: 'OTSConditionCheckFail', message: 'Condition check failed.' };
    const set = (v: number, condition: object) => update(tableName, [{ PUT: [{ v: long(v) }] }], { condition });
    expect(await refusal(set(1, when(false, long(0))))).toEqual(failed);
    expect((await set(1, when(true, long(0)))).consumed.capacityUnit).toEqual({ read: 1, write: 1 });
    await set(2, when(false, long(1)));
    expect(await refusal(set(3, when(true, long(1))))).toEqual(failed);
    expect(await refusal(set(3, when(true, 2)))).toEqual(failed);
    expect(attributes(await get(tableName))).toEqual({ v: '2n' });
  });

  test('A condition can test the key of an existing row', async () => {
    const tableName = await createTable(running.call);
    const when = new sdk.Condition(0, new sdk.SingleColumnCondition('id', 'a', sdk.ComparatorType.EQUAL, false, true));
    const set = (x: number) => update(tableName, [{ PUT: [{ x }] }], { condition: when });
    expect((await refusal(set(1))).code).toBe('OTSConditionCheckFail');
    await update(tableName, [{ PUT: [{ x: 0 }] }]);
    await set(2);
    expect(attributes(await get(tableName))).toEqual({ x: 2 });
  });

  test('Of many UpdateRows that expect the same version, one wins each round', async () => {
    const tableName = await createTable(running.call);
    await update(tableName, [{ PUT: [{ v: long(0) }] }]);
    for (let round = 0; round < 3; round++) {
      const condition = new sdk.Condition(
        1,
        new sdk.SingleColumnCondition('v', long(round), sdk.ComparatorType.EQUAL, false, true),
      );
      const results = await Promise.allSettled(
        Array.from({ length: 10 }, () => update(tableName, [{ PUT: [{ v: long(round + 1) }] }], { condition })),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    }
  });

  test.each([
    ['without changes', [], 'Attribute column is missing.'],
    ['with a column without a value', [{ PUT: [{ x: null }] }], 'Invalid cell: x. Reason: missing value'],
    [
      'that deletes a version of no time',
      [{ DELETE: [{ x: null }] }],
      'Timestamp must be given when type is DELETE_ONE_VERSION.',
    ],
  ])('An UpdateRow %s is refused', async (_, changes, message) => {
    const tableName = await createTable(running.call);
    expect(await refusal(update(tableName, changes))).toEqual(invalidParameter(message));
  });

  test('an UpdateRow is refused on a table that does not allow updates', async () => {
    const tableName = await createTable(running.call, undefined, { allowUpdate: false });
    expect(await refusal(update(tableName, [{ PUT: [{ x: 1 }] }]))).toEqual(
      invalidParameter('Update operation is not allowed in this table'),
    );
  });
});
