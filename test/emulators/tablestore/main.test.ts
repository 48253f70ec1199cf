import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTablestoreOptions } from '../../../src/commands/tablestore-options';
import { type Command, credentialArgs, ready, run } from './process';
import { attributes, connect, createTable, ignore, keyValues, long, type SdkRow, sdk, start } from './sdk';

describe('the command', () => {
  let folder: string;
  const commands: Command[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tablestore-test-'));
  });
  afterEach(async () => {
    for (const { child, ended } of commands.splice(0)) {
      child.kill('SIGKILL');
      await ended;
    }
    await rm(folder, { recursive: true });
  });

  const serve = (...args: string[]): Command => {
    const command = run('--port', '0', ...credentialArgs, ...args);
    commands.push(command);
    return command;
  };

  test('The command prints its address, shows its counters when stopped, and keeps the data', async () => {
    const first = serve('--data', folder);
    const call = connect(await ready(first));
    const tableName = await createTable(call);
    await call('putRow', { tableName, condition: ignore, primaryKey: [{ id: 'a' }], attributeColumns: [{ x: 1 }] });
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    expect(first.output()).toContain('PutRow 1 (0 failed)\nrows read 0, written 1\ncapacity units read 0, write 1');
    const again = connect(await ready(serve('--data', folder)));
    expect(attributes((await again('getRow', { tableName, primaryKey: [{ id: 'a' }] })).row)).toEqual({ x: 1 });
  });

  test('A second server on the same folder ends with a clear message, and the first goes on', async () => {
    const call = connect(await ready(serve('--data', folder)));
    const second = serve('--data', folder);
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`the data folder ${folder} is in use by another server`);
    await call('listTable');
  });

  test('A taken port is refused with a hint at --port, and the data folder is free again', async () => {
    const first = await start();
    try {
      const port = Number(new URL(first.server.url).port);
      await expect(start({ port, data: folder })).rejects.toThrow(
        `port ${port} of 127.0.0.1 is in use: choose another with --port, or a free one with --port 0`,
      );
      await (await start({ data: folder })).server.close();
    } finally {
      await first.server.close();
    }
  });

  test('A fault can be given from the start', async () => {
    const call = connect(await ready(serve('--memory', '--fault', '{"kind":"unavailable","times":1}')));
    await expect(call('listTable')).rejects.toMatchObject({ code: 503 });
    await call('listTable');
  });

  test('Every acknowledged write survives kill -9 in the middle of a stream of writes', async () => {
    const server = serve('--data', folder);
    const call = connect(await ready(server));
    const keys = [
      { name: 'owner', type: 'STRING' as const },
      { name: 'n', type: 'INTEGER' as const },
    ];
    const indexName = 'by_value';
    const tableName = await createTable(
      call,
      keys,
      {},
      {
        definedColumn: [{ name: 'value', type: 1 }],
        indexMetas: [
          { name: indexName, primaryKey: ['owner', 'value'], definedColumn: [], indexUpdateMode: 1, indexType: 1 },
        ],
      },
    );
    const acknowledged = new Map<string, number>();
    const writer = async (owner: string) => {
      for (let n = 0; ; n++) {
        const value = n * 10;
        await call('putRow', {
          tableName,
          condition: ignore,
          primaryKey: [{ owner }, { n: long(n % 7) }],
          attributeColumns: [{ value: long(value) }],
        });
        acknowledged.set(`${owner} ${n % 7}n`, value);
        if (acknowledged.size > 50 && n > 20) server.child.kill('SIGKILL');
      }
    };
    await Promise.allSettled(Array.from({ length: 8 }, (_, owner) => writer(`o${owner}`)));
    expect(await server.ended).toBe('SIGKILL');

    const again = connect(await ready(serve('--data', folder)));
    const scan = async (name: string, columns: string[]): Promise<SdkRow[]> =>
      (
        await again('getRange', {
          tableName: name,
          direction: 'FORWARD',
          inclusiveStartPrimaryKey: columns.map((column) => ({ [column]: sdk.INF_MIN })),
          exclusiveEndPrimaryKey: columns.map((column) => ({ [column]: sdk.INF_MAX })),
        })
      ).rows;
    const rows = await scan(tableName, ['owner', 'n']);
    const stored = new Map(
      rows.map((row) => [keyValues(row).join(' '), Number.parseInt(String(attributes(row).value), 10)]),
    );
    expect(acknowledged.size).toBeGreaterThan(50);
    for (const [key, value] of acknowledged) {
      // A later write of the same row may have been applied without its answer having arrived.
      expect([value, value + 70]).toContain(stored.get(key));
    }
    // The index tells exactly the same, for its entries are written together with the rows.
    const entries = (await scan(indexName, ['owner', 'value', 'n'])).map((row) => keyValues(row));
    expect(entries.map(([owner, value, n]) => [`${owner} ${n}`, Number.parseInt(String(value), 10)]).sort()).toEqual(
      [...stored].sort(),
    );
  });

  test('After kill -9 a transaction is there whole or not at all', async () => {
    const server = serve('--data', folder, '--local-transactions');
    const call = connect(await ready(server));
    const keys = [
      { name: 'owner', type: 'INTEGER' as const },
      { name: 'id', type: 'INTEGER' as const },
    ];
    const tableName = await createTable(call, keys);
    let committed = -1;
    const writer = async (start: number) => {
      for (let owner = start; ; owner += 4) {
        const { transactionId } = await call('startLocalTransaction', {
          tableName,
          primaryKey: [{ owner: long(owner) }],
        });
        for (let id = 0; id < 3; id++) {
          await call('putRow', {
            tableName,
            condition: ignore,
            primaryKey: [{ owner: long(owner) }, { id: long(id) }],
            attributeColumns: [],
            transactionId,
          });
        }
        await call('commitTransaction', { transactionId });
        committed = Math.max(committed, owner);
        if (committed > 12) server.child.kill('SIGKILL');
      }
    };
    await Promise.allSettled([writer(0), writer(1), writer(2), writer(3)]);
    const again = connect(await ready(serve('--data', folder)));
    const { rows } = await again('getRange', {
      tableName,
      direction: 'FORWARD',
      inclusiveStartPrimaryKey: [{ owner: sdk.INF_MIN }, { id: sdk.INF_MIN }],
      exclusiveEndPrimaryKey: [{ owner: sdk.INF_MAX }, { id: sdk.INF_MAX }],
    });
    const counts = new Map<unknown, number>();
    for (const row of rows) counts.set(keyValues(row)[0], (counts.get(keyValues(row)[0]) ?? 0) + 1);
    expect([...counts.values()].every((count) => count === 3)).toBe(true);
    expect(counts.get(`${committed}n`)).toBe(3);
  });

  test.each([
    [[], 'Missing: --instance, --access-key-id, --access-key-secret.'],
    [['--bogus'], "Unknown option '--bogus'"],
    [credentialArgs, 'Give --data FOLDER, or --memory to keep nothing on disk'],
    [[...credentialArgs, '--memory', '--data', 'x'], '--data and --memory exclude each other'],
    [[...credentialArgs, '--memory', '--port', '8x'], '--port must be a whole number from 0 to 65535, not "8x"'],
    [[...credentialArgs, '--memory', '--page-rows', '0'], '--page-rows must be a whole number from 1 to 5000, not "0"'],
    [[...credentialArgs, '--memory', '--skip-checks', 'all'], '--skip-checks knows md5, date and signature, not "all"'],
    [[...credentialArgs, '--memory', '--instance', 'x'], '--instance must be 3 to 16 letters'],
    [[...credentialArgs, '--memory', '--fault', '{'], '--fault must be JSON'],
  ])('The command line %j is refused with a message that says why', (args, message) => {
    expect(() => readTablestoreOptions(args)).toThrow(message);
  });

  test('A wrong command line shows the usage', async () => {
    const command = serve('--bogus');
    expect(await command.ended).toBe(2);
    expect(command.output()).toContain('Usage: npm run tablestore -- ');
  });
});
