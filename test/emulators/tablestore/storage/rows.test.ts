import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Engine } from '../../../../src/emulators/tablestore/storage/engine';
import { decodeKey } from '../../../../src/emulators/tablestore/storage/key';
import { createTable, ignore, keyValues, long, sdk, start, uniqueName } from '../sdk';

/** The keys of all rows and index entries in a data folder, as text. */
async function storedKeys(folder: string): Promise<string[]> {
  const engine = await Engine.open(folder);
  const keys: string[] = [];
  await engine.scan({ start: Buffer.from('d'), end: Buffer.from('e') }, (key) => {
    keys.push(
      decodeKey(key)
        .map(({ value }) => String(value))
        .join(' '),
    );
    return true;
  });
  await engine.close();
  return keys;
}

describe('rows past their time to live', () => {
  test('Expired rows leave the disk with their index entries after a read, but not when they are written again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tablestore-test-'));
    const { server, call } = await start({ data: folder });
    try {
      const tableName = await createTable(
        call,
        undefined,
        { timeToLive: 1, allowUpdate: false },
        {
          definedColumn: [{ name: 'due', type: 1 }],
          indexMetas: [
            { name: uniqueName('index'), primaryKey: ['due'], definedColumn: [], indexUpdateMode: 0, indexType: 0 },
          ],
        },
      );
      const put = (id: string) =>
        call('putRow', { tableName, condition: ignore, primaryKey: [{ id }], attributeColumns: [{ due: long(7) }] });
      const ids = ['a', 'b', 'c', 'd'];
      for (const id of ids) await put(id);
      await new Promise((resolve) => setTimeout(resolve, 1100));
      const range = call('getRange', {
        tableName,
        direction: 'FORWARD',
        inclusiveStartPrimaryKey: [{ id: sdk.INF_MIN }],
        exclusiveEndPrimaryKey: [{ id: 'd' }],
      });
      const [{ rows }] = await Promise.all([range, put('b')]);
      expect(rows.map((row) => keyValues(row)[0]).filter((id) => id !== 'b')).toEqual([]);
      expect((await call('getRow', { tableName, primaryKey: [{ id: 'b' }] })).row.attributes).toHaveLength(1);
      // A write that is done after the removal: then the next one can begin.
      await put('e');
      expect((await call('getRow', { tableName, primaryKey: [{ id: 'd' }] })).row).toEqual({});
    } finally {
      await server.close();
    }
    expect((await storedKeys(folder)).sort()).toEqual(['7 b', '7 e', 'b', 'e']);
    await rm(folder, { recursive: true });
  });
});
