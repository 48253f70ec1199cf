import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  attributes,
  createTable,
  ignore,
  keyValues,
  long,
  mustNotExist,
  type Reply,
  type Running,
  sdk,
  start,
  uniqueName,
} from './sdk';

/** On disk, where a write takes its time and others come in between. */
describe('writers at the same time', () => {
  let folder: string;
  let running: Running;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tablestore-test-'));
    running = await start({ data: folder });
  });
  afterAll(async () => {
    await running.server.close();
    await rm(folder, { recursive: true });
  });

  const put = (tableName: string, id: string, columns: object[], condition = ignore) =>
    running.call('putRow', { tableName, condition, primaryKey: [{ id }], attributeColumns: columns });
  const get = async (tableName: string, id: string) =>
    attributes((await running.call('getRow', { tableName, primaryKey: [{ id }] })).row);

  test('No increment of concurrent writers is lost, not even in batches', async () => {
    const tableName = await createTable(running.call);
    const change = {
      condition: ignore,
      primaryKey: [{ id: 'a' }],
    };
    const single = () =>
      running.call('updateRow', { tableName, ...change, updateOfAttributeColumns: [{ INCREMENT: [{ n: long(1) }] }] });
    const row = { type: 'UPDATE', ...change, attributeColumns: [{ INCREMENT: [{ n: long(1) }] }] };
    const batch = () => running.call('batchWriteRow', { tables: [{ tableName, rows: [row, row, row] }] });
    await Promise.all(Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? single() : batch())));
    expect(await get(tableName, 'a')).toEqual({ n: '80n' });
  });

  test('Of many concurrent writers that each expect no row, one wins', async () => {
    const tableName = await createTable(running.call);
    for (const id of ['a', 'b', 'c']) {
      const results = await Promise.allSettled(
        Array.from({ length: 16 }, (_, n) => put(tableName, id, [{ n }], mustNotExist)),
      );
      const won = results.flatMap(({ status }, n) => (status === 'fulfilled' ? [n] : []));
      expect(won).toHaveLength(1);
      expect(await get(tableName, id)).toEqual({ n: won[0] });
    }
  });

  test('An index that is filled during writes has the rows as they are in the end', async () => {
    const tableName = await createTable(running.call, undefined, {}, { definedColumn: [{ name: 'due', type: 1 }] });
    const count = 3000;
    for (let from = 0; from < count; from += 200) {
      const rows = Array.from({ length: 200 }, (_, n) => ({
        type: 'PUT',
        condition: ignore,
        primaryKey: [{ id: String(from + n) }],
        attributeColumns: [{ due: long(from + n) }],
      }));
      await running.call('batchWriteRow', { tables: [{ tableName, rows }] });
    }
    const index = uniqueName('index');
    const indexMeta = { name: index, primaryKey: ['due'], definedColumn: [], indexUpdateMode: 0, indexType: 0 };
    const filled = running.call('createIndex', { mainTableName: tableName, indexMeta, includeBaseData: true });
    const moved = Array.from({ length: 100 }, (_, n) => put(tableName, String(n * 30), [{ due: long(10_000 + n) }]));
    await Promise.all([filled, ...moved]);
    const { rows }: Reply = await running.call('getRange', {
      tableName: index,
      direction: 'FORWARD',
      inclusiveStartPrimaryKey: [{ due: sdk.INF_MIN }, { id: sdk.INF_MIN }],
      exclusiveEndPrimaryKey: [{ due: sdk.INF_MAX }, { id: sdk.INF_MAX }],
    });
    expect(rows).toHaveLength(count);
    const dueOf = new Map(rows.map((row) => [keyValues(row)[1], keyValues(row)[0]]));
    for (let n = 0; n < 100; n++) expect(dueOf.get(String(n * 30))).toBe(`${10_000 + n}n`);
  });
});
