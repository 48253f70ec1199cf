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
  uniqueName,
} from '../sdk';

const { INF_MAX, INF_MIN } = sdk;

describe('CreateIndex and DropIndex', () => {
  let running: Running;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running.server.close());

  const keys = [
    { name: 'owner', type: 'STRING' as const },
    { name: 'id', type: 'STRING' as const },
  ];
  const definedColumn = [
    { name: 'due', type: 1 },
    { name: 'title', type: 4 },
  ];
  const table = (indexMetas?: object[]) =>
    createTable(running.call, keys, {}, { definedColumn, ...(indexMetas && { indexMetas }) });
  const local = (name: string) => ({
    name,
    primaryKey: ['owner', 'due'],
    definedColumn: ['title'],
    indexUpdateMode: 1,
    indexType: 1,
  });
  const global = (name: string) => ({
    name,
    primaryKey: ['due'],
    definedColumn: ['title'],
    indexUpdateMode: 0,
    indexType: 0,
  });
  const put = (tableName: string, id: string, columns: object[]) =>
    running.call('putRow', {
      tableName,
      condition: ignore,
      primaryKey: [{ owner: 'o' }, { id }],
      attributeColumns: columns,
    });
  const createIndex = (mainTableName: string, indexMeta: object, includeBaseData = false) =>
    running.call('createIndex', { mainTableName, indexMeta, includeBaseData });
  const entries = async (indexName: string, names: string[]) => {
    const { rows } = await running.call('getRange', {
      tableName: indexName,
      direction: 'FORWARD',
      inclusiveStartPrimaryKey: names.map((name) => ({ [name]: INF_MIN })),
      exclusiveEndPrimaryKey: names.map((name) => ({ [name]: INF_MAX })),
    });
    return rows.map((row) => [...keyValues(row), attributes(row)]);
  };
  const localKey = ['owner', 'due', 'id'];

  test('An index follows new, changed, replaced and deleted rows of its table at once', async () => {
    const index = uniqueName('index');
    const tableName = await table([local(index)]);
    await put(tableName, 'a', [{ due: long(20) }, { title: 'A' }, { other: 1 }]);
    await put(tableName, 'b', [{ due: long(10) }]);
    await put(tableName, 'c', [{ title: 'no due' }]);
    expect(await entries(index, localKey)).toEqual([
      ['o', '10n', 'b', {}],
      ['o', '20n', 'a', { title: 'A' }],
    ]);
    await running.call('updateRow', {
      tableName,
      condition: ignore,
      primaryKey: [{ owner: 'o' }, { id: 'a' }],
      updateOfAttributeColumns: [{ PUT: [{ due: long(5) }] }],
    });
    await put(tableName, 'b', [{ title: 'no due any more' }]);
    expect(await entries(index, localKey)).toEqual([['o', '5n', 'a', { title: 'A' }]]);
    await running.call('deleteRow', { tableName, condition: ignore, primaryKey: [{ owner: 'o' }, { id: 'a' }] });
    expect(await entries(index, localKey)).toEqual([]);
  });

  test('A new index contains the existing rows only on request', async () => {
    const tableName = await table();
    for (const id of ['a', 'b']) await put(tableName, id, [{ due: long(1) }, { title: id }]);
    const [filled, empty] = [uniqueName('index'), uniqueName('index')];
    await createIndex(tableName, global(filled), true);
    await createIndex(tableName, global(empty));
    expect(await entries(filled, ['due', 'owner', 'id'])).toEqual([
      ['1n', 'o', 'a', { title: 'a' }],
      ['1n', 'o', 'b', { title: 'b' }],
    ]);
    expect(await entries(empty, ['due', 'owner', 'id'])).toEqual([]);
    const described = JSON.parse(JSON.stringify(await running.call('describeTable', { tableName })));
    expect(described.indexMetas.map(({ name }: { name: string }) => name)).toEqual([filled, empty]);
  });

  test('Writes during the filling of an index are in it', async () => {
    const tableName = await table();
    for (let n = 0; n < 50; n++) await put(tableName, String(n), [{ due: long(n) }]);
    const index = uniqueName('index');
    const moved = Array.from({ length: 50 }, (_, n) => put(tableName, String(n), [{ due: long(1000 + n) }]));
    await Promise.all([createIndex(tableName, global(index), true), ...moved]);
    const dues = (await entries(index, ['due', 'owner', 'id'])).map(([due]) => due);
    expect(dues).toEqual(Array.from({ length: 50 }, (_, n) => `${1000 + n}n`));
  });

  test('An index cannot be written to, and is gone after DropIndex', async () => {
    const index = uniqueName('index');
    const tableName = await table([local(index)]);
    const write = running.call('putRow', {
      tableName: index,
      condition: ignore,
      primaryKey: [{ owner: 'o' }, { due: long(1) }, { id: 'a' }],
      attributeColumns: [],
    });
    expect(await refusal(write)).toEqual(invalidParameter("Can't write index table directly"));
    await running.call('dropIndex', { mainTableName: tableName, indexName: index });
    expect((await refusal(entries(index, localKey))).code).toBe('OTSObjectNotExist');
    await put(tableName, 'a', [{ due: long(1) }]);
  });

  test("A value of another type than the defined column's is refused", async () => {
    const tableName = await table();
    expect((await refusal(put(tableName, 'a', [{ due: 'tomorrow' }]))).code).toBe('OTSParameterInvalid');
  });

  test('An index is refused on a table whose single columns expire', async () => {
    const refused = invalidParameter("Don't support allow update operation on table with index and ttl.");
    const create = (more: object) => createTable(running.call, keys, { timeToLive: 86400, ...more }, { definedColumn });
    expect(await refusal(createIndex(await create({}), global(uniqueName('index'))))).toEqual(refused);
    await createIndex(await create({ allowUpdate: false }), global(uniqueName('index')));
  });

  test('A sixth index, an unknown column and a local index on another partition key are refused', async () => {
    const tableName = await table();
    for (let n = 0; n < 5; n++) await createIndex(tableName, global(uniqueName('index')));
    expect(await refusal(createIndex(tableName, global(uniqueName('index'))))).toEqual(
      invalidParameter('Number of index per table exceeds the quota:5.'),
    );
    const other = await table();
    expect(await refusal(createIndex(other, { ...global('i'), primaryKey: ['nothing'] }))).toEqual(
      invalidParameter('Column does not exist: nothing.'),
    );
    const keyCount = invalidParameter('The number of primary key columns must be in range: [1, 4].');
    expect(await refusal(createIndex(other, { ...global('i'), primaryKey: [] }))).toEqual(keyCount);
    expect(await refusal(createIndex(other, { ...global('i'), primaryKey: ['a', 'b', 'c', 'd', 'e'] }))).toEqual(
      keyCount,
    );
    const columns = Array.from({ length: 33 }, (_, n) => `d${n}`);
    expect(await refusal(createIndex(other, { ...global('i'), definedColumn: columns }))).toEqual(
      invalidParameter('The number of attribute columns must be in range: [0, 32] in index.'),
    );
    expect(await refusal(createIndex(other, { ...local('i'), primaryKey: ['due', 'owner'] }))).toEqual(
      invalidParameter('The first primary key column of a local index must be that of the table.'),
    );
  });
});
