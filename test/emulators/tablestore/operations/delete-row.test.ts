import { attributes, createTable, ignore, mustExist, type Running, refusal, start } from '../sdk';

describe('DeleteRow', () => {
  let running: Running;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running.server.close());

  const remove = (tableName: string, id: string, more: object = {}) =>
    running.call('deleteRow', { tableName, condition: ignore, primaryKey: [{ id }], ...more });
  const get = async (tableName: string, id: string) =>
    (await running.call('getRow', { tableName, primaryKey: [{ id }] })).row;

  test('DeleteRow removes the row and nothing else, and is safe to repeat', async () => {
    const tableName = await createTable(running.call);
    for (const id of ['1', '2', '12']) {
      await running.call('putRow', {
        tableName,
        condition: ignore,
        primaryKey: [{ id }],
        attributeColumns: [{ id_is: id }],
      });
    }
    const { row, consumed } = await remove(tableName, '1', { returnContent: { returnType: 1 } });
    expect(row).toEqual({ primaryKey: [{ name: 'id', value: '1' }], attributes: [] });
    expect(consumed.capacityUnit).toEqual({ read: 0, write: 1 });
    await remove(tableName, '1');
    expect(await get(tableName, '1')).toEqual({});
    expect(attributes(await get(tableName, '2'))).toEqual({ id_is: '2' });
    expect(attributes(await get(tableName, '12'))).toEqual({ id_is: '12' });
  });

  test('DeleteRow fails on a missing row that must exist', async () => {
    const tableName = await createTable(running.call);
    expect(await refusal(remove(tableName, 'a', { condition: mustExist }))).toEqual({
      status: 403,
      code: 'OTSConditionCheckFail',
      message: 'Condition check failed.',
    });
  });
});
