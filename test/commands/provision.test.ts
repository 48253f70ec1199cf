import { type LocalTablestore, startTablestore } from '../../src/emulators/tablestore/server';
import { npmHere } from '../build/project';
import { connect } from '../emulators/tablestore/sdk';

const keys = { accessKeyId: 'provision-id', accessKeySecret: 'provision-secret' };
let store: LocalTablestore;
let environment: Record<string, string>;
beforeEach(async () => {
  store = await startTablestore({ instance: 'todolist-demo', ...keys, tableReadyDelayMs: 700 });
  environment = {
    TABLESTORE_ENDPOINT: store.url,
    TABLESTORE_INSTANCE: 'todolist-demo',
    ALIBABA_CLOUD_ACCESS_KEY_ID: keys.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: keys.accessKeySecret,
  };
});
afterEach(() => store.close());

const callsOf = (operation: string) => store.counters().operations[operation]?.calls ?? 0;

test('npm run provision makes the tables, waits until they can be used, and changes nothing the second time', async () => {
  const first = await npmHere('provision', [], environment);
  expect(first).toEqual({ exitCode: 0, output: 'created tasks, trash, accounts, settings in todolist-demo\n' });
  const reads = store.counters().operations.GetRow!;
  expect(reads.failures).toBeGreaterThan(0);
  expect(reads.calls - reads.failures).toBe(4);

  const second = await npmHere('provision', [], environment);
  expect(second).toEqual({ exitCode: 0, output: 'todolist-demo has all tables; nothing changed\n' });
  expect(callsOf('CreateTable')).toBe(4);
});

test('npm run provision sets the time to live of a table that fun made without one', async () => {
  await npmHere('provision', [], environment);
  const client = connect(store.url, { ...keys, secretAccessKey: keys.accessKeySecret, instancename: 'todolist-demo' });
  await client('updateTable', { tableName: 'trash', tableOptions: { timeToLive: -1, maxVersions: 1 } });
  const { output } = await npmHere('provision', [], environment);
  expect(output).toBe('set the time to live of trash in todolist-demo\n');
  expect(await client('describeTable', { tableName: 'trash' })).toMatchObject({
    tableOptions: { timeToLive: 30 * 24 * 60 * 60 },
  });
});

test('next to tables that it cannot use it says which and why, and creates nothing', async () => {
  const client = connect(store.url, {
    ...keys,
    secretAccessKey: keys.accessKeySecret,
    instancename: 'todolist-demo',
  });
  const create = (tableName: string, primaryKey: object[], timeToLive: number) =>
    client('createTable', {
      tableMeta: { tableName, primaryKey },
      reservedThroughput: { capacityUnit: { read: 0, write: 0 } },
      tableOptions: { timeToLive, maxVersions: 1 },
    });
  await create('tasks', [{ name: 'owner', type: 'INTEGER' }], -1);
  await create('accounts', [{ name: 'username', type: 'STRING' }], 86_400);
  const before = callsOf('CreateTable');
  const { exitCode, output } = await npmHere('provision', [], environment);
  expect(exitCode).toBe(1);
  expect(output).toBe(
    'todolist-demo has tables that this service cannot use: tasks has the primary key (owner INTEGER) in place of (owner STRING, id STRING); ' +
      'accounts forgets its rows after 86400 s, and must keep them (-1). Nothing was changed. Use an instance of its own, set another ' +
      'time to live, or remove a table that nobody needs.\n',
  );
  expect(callsOf('CreateTable')).toBe(before);
});

test.each([
  ['another instance', { TABLESTORE_INSTANCE: 'elsewhere' }, /^There is no instance elsewhere at http:/],
  ['another key', { ALIBABA_CLOUD_ACCESS_KEY_ID: 'other' }, /^The access key was refused: check its id, its secret/],
  [
    'another secret',
    { ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'other' },
    /^The access key was refused: .*\(.*Signature mismatch/,
  ],
  [
    'no key',
    { ALIBABA_CLOUD_ACCESS_KEY_ID: '' },
    /^Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET/,
  ],
  ['no instance', { TABLESTORE_INSTANCE: '' }, /^The settings are wrong: TABLESTORE_INSTANCE must name/],
  ['no region', { TABLESTORE_ENDPOINT: '' }, /^Set REGION, for example to cn-hangzhou, or TABLESTORE_ENDPOINT\./],
  ['a dead endpoint', { TABLESTORE_ENDPOINT: 'http://127.0.0.1:1' }, /^http:\/\/127\.0\.0\.1:1 cannot be reached: /],
])('with %s it says what is wrong', async (_what, wrong, message) => {
  const { exitCode, output } = await npmHere('provision', [], { ...environment, ...wrong });
  expect(exitCode).toBe(1);
  expect(output).toMatch(message);
  expect(output).not.toMatch(/\n\s+at |provision-secret/);
  expect(callsOf('CreateTable')).toBe(0);
});

test('without permission it names the permissions that are needed', async () => {
  store.faults.add({
    kind: 'error',
    operations: ['CreateTable'],
    code: 'OTSNoPermissionAccess',
    message: 'You have no permission.',
  });
  const { exitCode, output } = await npmHere('provision', [], environment);
  expect(exitCode).toBe(1);
  expect(output).toMatch(
    /^The access key may not do this in todolist-demo: its user needs ots:ListTable, ots:CreateTable/,
  );
});
