import { createTable, ignore, type Running, refusal, sdk, start } from '../sdk';

describe('DeleteTable', () => {
  let running: Running;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running.server.close());

  test('After DeleteTable the table is gone, and a new one of its name is empty', async () => {
    const tableName = await createTable(running.call);
    await running.call('putRow', { tableName, condition: ignore, primaryKey: [{ id: 'a' }], attributeColumns: [] });
    await running.call('deleteTable', { tableName });
    const missing = { status: 404, code: 'OTSObjectNotExist', message: 'Requested table does not exist.' };
    expect((await running.call('listTable')).tableNames).not.toContain(tableName);
    expect(await refusal(running.call('getRow', { tableName, primaryKey: [{ id: 'a' }] }))).toEqual(missing);
    expect(await refusal(running.call('deleteTable', { tableName }))).toEqual(missing);
    await createTable(running.call, undefined, {}, { tableName });
    const { rows } = await running.call('getRange', {
      tableName,
      direction: 'FORWARD',
      inclusiveStartPrimaryKey: [{ id: sdk.INF_MIN }],
      exclusiveEndPrimaryKey: [{ id: sdk.INF_MAX }],
    });
    expect(rows).toEqual([]);
  });
});
