import {
  attributes,
  createTable,
  ignore,
  invalidParameter,
  type Running,
  refusal,
  sdk,
  start,
  uniqueName,
} from '../sdk';
import { callWire } from '../wire';

describe('StartLocalTransaction, CommitTransaction and AbortTransaction', () => {
  let running: Running;
  beforeAll(async () => {
    running = await start({ localTransactions: true });
  });
  afterAll(() => running.server.close());

  const keys = [
    { name: 'owner', type: 'STRING' as const },
    { name: 'id', type: 'STRING' as const },
  ];
  const begin = async (tableName: string, owner = 'o', { call } = running) =>
    (await call('startLocalTransaction', { tableName, primaryKey: [{ owner }] })).transactionId;
  const put = (tableName: string, id: string, x: number, transactionId?: string, owner = 'o') =>
    running.call('putRow', {
      tableName,
      condition: ignore,
      primaryKey: [{ owner }, { id }],
      attributeColumns: [{ x }],
      ...(transactionId && { transactionId }),
    });
  const get = async (tableName: string, id: string, transactionId?: string) =>
    attributes(
      (
        await running.call('getRow', {
          tableName,
          primaryKey: [{ owner: 'o' }, { id }],
          ...(transactionId && { transactionId }),
        })
      ).row,
    );
  const all = async (tableName: string, transactionId?: string, direction = 'FORWARD') => {
    const [first, last] = direction === 'FORWARD' ? [sdk.INF_MIN, sdk.INF_MAX] : [sdk.INF_MAX, sdk.INF_MIN];
    const { rows } = await running.call('getRange', {
      tableName,
      direction,
      inclusiveStartPrimaryKey: [{ owner: 'o' }, { id: first }],
      exclusiveEndPrimaryKey: [{ owner: 'o' }, { id: last }],
      ...(transactionId && { transactionId }),
    });
    return rows.map((row) => [row.primaryKey?.[1]?.value, attributes(row).x]);
  };
  const commit = (transactionId: string) => running.call('commitTransaction', { transactionId });
  /** The SDK cannot decode the correct, empty reply to this operation and always rejects. */
  const abort = (transactionId: string) =>
    running.call('abortTransaction', { transactionId }).catch((error: Error) => error.name);
  const conflicting = { status: 409, code: 'OTSRowOperationConflict' };

  test('Writes of a transaction are visible inside at once and outside together, at the commit', async () => {
    const tableName = await createTable(running.call, keys);
    for (const id of ['a', 'c']) await put(tableName, id, 1);
    const id = await begin(tableName);
    await put(tableName, 'b', 2, id);
    await put(tableName, 'c', 2, id);
    await put(tableName, 'd', 2, id);
    await running.call('deleteRow', {
      tableName,
      condition: ignore,
      primaryKey: [{ owner: 'o' }, { id: 'a' }],
      transactionId: id,
    });
    const inside = [
      ['b', 2],
      ['c', 2],
      ['d', 2],
    ];
    expect(await all(tableName, id)).toEqual(inside);
    expect(await all(tableName, id, 'BACKWARD')).toEqual([...inside].reverse());
    expect(await get(tableName, 'c', id)).toEqual({ x: 2 });
    expect(await all(tableName)).toEqual([
      ['a', 1],
      ['c', 1],
    ]);
    await commit(id);
    expect(await all(tableName)).toEqual(inside);
  });

  test('An aborted transaction leaves nothing', async () => {
    const tableName = await createTable(running.call, keys);
    const id = await begin(tableName);
    await put(tableName, 'a', 1, id);
    await abort(id);
    expect(await all(tableName)).toEqual([]);
    await put(tableName, 'a', 2);
  });

  test('Other writers cannot write in the partition of a transaction, but in other partitions', async () => {
    const tableName = await createTable(running.call, keys);
    const id = await begin(tableName);
    expect(await refusal(put(tableName, 'a', 1))).toMatchObject(conflicting);
    expect(await refusal(begin(tableName))).toEqual({ ...conflicting, message: 'Failed to lock txn key: o' });
    await put(tableName, 'a', 1, undefined, 'other');
    expect(await refusal(put(tableName, 'a', 1, id, 'other'))).toMatchObject({
      code: 'OTSDataOutOfRange',
      message: 'Data out of scope of atomic. Atomic PartKey:o. Data PartKey:other',
    });
    await commit(id);
    await put(tableName, 'a', 1);
  });

  test('A transaction that has ended, or never began, cannot be used', async () => {
    const tableName = await createTable(running.call, keys);
    const id = await begin(tableName);
    await commit(id);
    const over = { code: 'OTSSessionNotExist', message: 'Session not exist or may be timeout.' };
    expect(await refusal(commit(id))).toMatchObject(over);
    expect(await refusal(put(tableName, 'a', 1, id))).toMatchObject(over);
    expect(await refusal(commit('nonsense'))).toEqual(invalidParameter('TransactionID is invalid.'));
  });

  test('An idle transaction ends by itself and frees its partition', async () => {
    const hasty = await start({ localTransactions: true, transactionMs: 100 });
    try {
      const tableName = await createTable(hasty.call, keys);
      const id = await begin(tableName, 'o', hasty);
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect((await refusal(hasty.call('commitTransaction', { transactionId: id }))).code).toBe('OTSSessionNotExist');
      await begin(tableName, 'o', hasty);
    } finally {
      await hasty.server.close();
    }
  });

  test('DeleteTable ends the open transactions of the table', async () => {
    const tableName = await createTable(running.call, keys);
    const id = await begin(tableName);
    await put(tableName, 'a', 1, id);
    await running.call('deleteTable', { tableName });
    const over = { code: 'OTSSessionNotExist', message: 'Session not exist or may be timeout.' };
    expect(await refusal(commit(id))).toMatchObject(over);
    await createTable(running.call, keys, {}, { tableName });
    expect(await all(tableName)).toEqual([]);
    await begin(tableName);
  });

  test('CreateTable decides about transactions; without its word, the option of the server does', async () => {
    const create = async (tableName: string, enableLocalTxn?: boolean) => {
      await callWire(
        running.server.url,
        'CreateTable',
        { request: 'CreateTableRequest', response: 'Empty' },
        {
          tableMeta: { tableName, primaryKey: keys.map(({ name }) => ({ name, type: 2 })) },
          reservedThroughput: { capacityUnit: { read: 0, write: 0 } },
          tableOptions: { timeToLive: -1, maxVersions: 1 },
          ...(enableLocalTxn !== undefined && { enableLocalTxn }),
        },
      );
      return tableName;
    };
    await begin(await create(uniqueName()));
    await begin(await create(uniqueName(), true));
    expect(await refusal(begin(await create(uniqueName(), false)))).toEqual(
      invalidParameter('Try to call method using explicit transaction on explicit-transaction-disabled table.'),
    );
  });

  test('A transaction takes at most 4 MB', async () => {
    const tableName = await createTable(running.call, keys);
    const id = await begin(tableName);
    const write = (n: number) =>
      running.call('putRow', {
        tableName,
        condition: ignore,
        primaryKey: [{ owner: 'o' }, { id: String(n) }],
        attributeColumns: [{ x: Buffer.alloc(1_500_000) }],
        transactionId: id,
      });
    await write(1);
    await write(2);
    expect((await refusal(write(3))).code).toBe('OTSOutOfTransactionDataSizeLimit');
    await commit(id);
    expect(await all(tableName)).toHaveLength(2);
  });

  test('A transaction of two key columns, or on a table without transactions, is refused', async () => {
    const tableName = await createTable(running.call, keys);
    const two = running.call('startLocalTransaction', { tableName, primaryKey: [{ owner: 'o' }, { id: 'a' }] });
    expect(await refusal(two)).toEqual(invalidParameter('StartLocalTransaction support only one primary key.'));
    const plain = await start();
    try {
      const other = await createTable(plain.call, keys);
      expect(await refusal(begin(other, 'o', plain))).toEqual(
        invalidParameter('Try to call method using explicit transaction on explicit-transaction-disabled table.'),
      );
    } finally {
      await plain.server.close();
    }
  });
});
