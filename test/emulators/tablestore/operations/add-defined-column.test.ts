import { createTable, ignore, keyValues, long, type Running, sdk, start, uniqueName } from '../sdk';
import { callWire } from '../wire';

/** The Node SDK does not have these operations, the Go and Java SDKs do. */
describe('AddDefinedColumn and DeleteDefinedColumn', () => {
  let running: Running;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running.server.close());

  const change = (operation: 'Add' | 'Delete', tableName: string, columns: (object | string)[]) =>
    callWire(
      running.server.url,
      `${operation}DefinedColumn`,
      { request: `${operation}DefinedColumnRequest`, response: 'Empty' },
      { tableName, columns },
    );
  const defined = async (tableName: string) => {
    const { tableMeta } = JSON.parse(JSON.stringify(await running.call('describeTable', { tableName })));
    return tableMeta.definedColumn;
  };
  const due = { name: 'due', type: 1 };

  test('An added column can be indexed with the values that rows have already', async () => {
    const tableName = await createTable(running.call);
    await running.call('putRow', {
      tableName,
      condition: ignore,
      primaryKey: [{ id: 'a' }],
      attributeColumns: [{ due: long(7) }],
    });
    await change('Add', tableName, [due, { name: 'title', type: 4 }]);
    expect(await defined(tableName)).toMatchObject([{ name: 'due' }, { name: 'title' }]);
    const index = uniqueName('index');
    const indexMeta = { name: index, primaryKey: ['due'], definedColumn: [], indexUpdateMode: 0, indexType: 0 };
    await running.call('createIndex', { mainTableName: tableName, indexMeta, includeBaseData: true });
    const { rows } = await running.call('getRange', {
      tableName: index,
      direction: 'FORWARD',
      inclusiveStartPrimaryKey: [{ due: sdk.INF_MIN }, { id: sdk.INF_MIN }],
      exclusiveEndPrimaryKey: [{ due: sdk.INF_MAX }, { id: sdk.INF_MAX }],
    });
    expect(rows.map((row) => keyValues(row))).toEqual([['7n', 'a']]);
    await expect(change('Delete', tableName, ['due'])).rejects.toThrow(`Column due is used by the index ${index}.`);
    await change('Delete', tableName, ['title']);
    expect(await defined(tableName)).toMatchObject([{ name: 'due' }]);
  });

  test('A taken name, an unknown one and a 33rd column are refused', async () => {
    const tableName = await createTable(running.call, undefined, {}, { definedColumn: [due] });
    const clash = (name: string) => `Duplicated attribute column name with primary key column: ${name}.`;
    await expect(change('Add', tableName, [due])).rejects.toThrow(clash('due'));
    await expect(change('Add', tableName, [{ name: 'id', type: 1 }])).rejects.toThrow(clash('id'));
    await expect(change('Delete', tableName, ['nothing'])).rejects.toThrow('Column does not exist: nothing.');
    const many = Array.from({ length: 32 }, (_, n) => ({ name: `c${n}`, type: 1 }));
    const range = 'The number of defined columns must be in range: [0, 32].';
    await expect(change('Add', tableName, many)).rejects.toThrow(range);
    expect(await defined(tableName)).toHaveLength(1);
    await expect(change('Add', 'nowhere', [due])).rejects.toThrow('404 OTSObjectNotExist');
  });
});
