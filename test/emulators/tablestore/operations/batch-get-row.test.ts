import {
  attributes,
  createTable,
  ignore,
  invalidParameter,
  type RowResult,
  type Running,
  refusal,
  sdk,
  start,
} from '../sdk';

describe('BatchGetRow', () => {
  let running: Running;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running.server.close());

  const batch = (...tables: object[]) => running.call('batchGetRow', { tables });

  test('BatchGetRow answers rows of several tables in order, each with its own result', async () => {
    const one = await createTable(running.call);
    const two = await createTable(running.call);
    for (const tableName of [one, two]) {
      await running.call('putRow', {
        tableName,
        condition: ignore,
        primaryKey: [{ id: 'a' }],
        attributeColumns: [{ in: tableName }],
      });
    }
    const { tables } = await batch(
      { tableName: two, primaryKey: [[{ id: 'missing' }], [{ id: 'a' }]] },
      { tableName: one, primaryKey: [[{ id: 'a' }], [{ wrong: 'a' }]] },
      { tableName: 'nowhere', primaryKey: [[{ id: 'a' }]] },
    );
    const [ofTwo, ofOne, ofNowhere] = tables as RowResult[][];
    expect(ofTwo?.map(({ isOk, primaryKey }) => [isOk, primaryKey?.length ?? 0])).toEqual([
      [true, 0],
      [true, 1],
    ]);
    expect(attributes(ofTwo?.[1])).toEqual({ in: two });
    expect(attributes(ofOne?.[0])).toEqual({ in: one });
    expect(ofOne?.[1]).toMatchObject({
      isOk: false,
      errorCode: 'OTSInvalidPK',
      errorMessage: 'Validate PK name fail. Input: wrong, Meta: id.',
    });
    expect(ofNowhere?.[0]).toMatchObject({ isOk: false, errorCode: 'OTSObjectNotExist' });
    expect(ofTwo?.[1]?.capacityUnit).toMatchObject({ read: 1, write: 0 });
  });

  test.each([
    ['an end of a range', sdk.INF_MAX, 'VT_INF_MAX is an invalid type for the primary key.'],
    [
      'a value that is too long',
      'k'.repeat(1025),
      "The length of primary key column: 'id' exceeds the MaxLength:1024 with CurrentLength:1025.",
    ],
  ])('%s as a key is wrong in any table and fails the whole BatchGetRow', async (_, id, message) => {
    const tableName = await createTable(running.call);
    expect(await refusal(batch({ tableName, primaryKey: [[{ id: 'a' }], [{ id }]] }))).toEqual(
      invalidParameter(message),
    );
  });

  test('A BatchGetRow of more than 100 rows, or of none, is refused', async () => {
    const tableName = await createTable(running.call);
    const rows = Array.from({ length: 101 }, (_, n) => [{ id: String(n) }]);
    expect(await refusal(batch({ tableName, primaryKey: rows }))).toEqual(
      invalidParameter('Rows count exceeds the upper limit: 100.'),
    );
    expect(await refusal(batch())).toEqual(invalidParameter('No row specified in the request of BatchGetRow.'));
    const twice = { tableName, primaryKey: [[{ id: 'a' }]] };
    expect(await refusal(batch(twice, twice))).toEqual(invalidParameter(`Duplicated table name: ${tableName}.`));
  });

  test('A table without requested rows has none in the answer of BatchGetRow', async () => {
    const tableName = await createTable(running.call);
    expect((await batch({ tableName, primaryKey: [] })).tables).toEqual([[]]);
  });
});
