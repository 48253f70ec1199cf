import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import type { Cell } from '../../src/emulators/tablestore/plainbuffer/decode';
import { messageType } from '../../src/emulators/tablestore/protocol/protobuf';
import { validateCreateTable } from '../../src/emulators/tablestore/requests/create-table';
import { Catalog } from '../../src/emulators/tablestore/storage/catalog';
import { Engine, type Write } from '../../src/emulators/tablestore/storage/engine';
import { encodeKey } from '../../src/emulators/tablestore/storage/key';
import { encodeStoredRow } from '../../src/emulators/tablestore/storage/row-codec';
import { type Command, credentialArgs, ready, run as runCommand } from '../emulators/tablestore/process';
import { plainRow, sendSigned, text } from '../emulators/tablestore/wire';
import { type Benchmark, type Figure, figure } from './figures';

/** The local Tablestore, in a process of its own and on disk, over HTTP on loopback: its cost must not grow with the table. */
export const tablestore: Benchmark = { name: 'tablestore', run };

const sizes = [1_000, 1_000_000] as const;
const connections = 16;
const operationsPerSample = 2_000;
const samples = 15;
const tableName = 'tasks';

const idOf = (n: number): string => `task-${String(n).padStart(9, '0')}`;
const keyOf = (id: Cell['value']): Cell[] => [
  { name: 'owner', value: text('somebody') },
  { name: 'id', ...(id && { value: id }) },
];
const title = Buffer.from('买牛奶 '.repeat(10));

async function run(): Promise<Figure[]> {
  const folders: string[] = [];
  try {
    for (const size of sizes) {
      const folder = await mkdtemp(join(tmpdir(), 'tablestore-bench-'));
      folders.push(folder);
      await fill(folder, size);
    }
    return [...(await starts(folders)), ...(await operations(folders))];
  } finally {
    for (const folder of folders) await rm(folder, { recursive: true });
  }
}

/** Makes the table and its rows without a server, which would take minutes for the large one. */
async function fill(folder: string, size: number): Promise<void> {
  const engine = await Engine.open(folder);
  const catalog = await Catalog.open(engine, 0);
  const table = validateCreateTable({
    tableMeta: {
      tableName,
      primaryKey: [
        { name: 'owner', type: 2 },
        { name: 'id', type: 2 },
      ],
      definedColumn: [],
      indexMeta: [],
    },
    reservedThroughput: { capacityUnit: { read: 0, write: 0 } },
    tableOptions: { timeToLive: -1, maxVersions: 1 },
    indexMetas: [],
  });
  await catalog.create((newId) => ({ ...table, id: newId(), indexes: [], localTransactions: false }), tableName, []);
  const { id: tableId } = catalog.get(tableName);
  const owner = { type: 'STRING', value: Buffer.from('somebody') } as const;
  const now = Date.now();
  const value = encodeStoredRow({
    writtenAt: now,
    columns: [
      { name: 'status', versions: [{ timestamp: now, value: { type: 'STRING', value: Buffer.from('open') } }] },
      { name: 'title', versions: [{ timestamp: now, value: { type: 'STRING', value: title } }] },
      { name: 'version', versions: [{ timestamp: now, value: { type: 'INTEGER', value: 1n } }] },
    ],
  });
  for (let from = 0; from < size; from += 20_000) {
    const writes: Write[] = [];
    for (let n = from; n < Math.min(size, from + 20_000); n++) {
      writes.push({ key: encodeKey(tableId, [owner, { type: 'STRING', value: Buffer.from(idOf(n)) }]), value });
    }
    await engine.write(writes);
  }
  await engine.close();
  // As a table of some age lies on disk: without it the figures would show the settling of the load.
  const settled = new ClassicLevel(folder);
  await settled.compactRange('', '\xff');
  await settled.close();
}

/** A sample of each table in turn, each going first every other time; the first round warms up. */
async function compare(name: string, unit: string, sample: (index: number) => Promise<number>): Promise<Figure[]> {
  const taken = sizes.map((): number[] => []);
  for (let round = 0; round <= samples; round++) {
    for (const index of round % 2 === 0 ? [0, 1] : [1, 0]) {
      const value = await sample(index);
      if (round > 0) taken[index]?.push(value);
    }
  }
  const figures = taken.map((values, index) => figure(`${name}, ${stored(index)}`, unit, values));
  const [few, many] = figures.map(({ median }) => median) as [number, number];
  // Time for time, so that above 1 the large table is the slower in every ratio.
  return [...figures, figure(`${name}, ratio of time`, '', [unit === 'ms' ? many / few : few / many])];
}

const stored = (index: number): string => `${sizes[index]?.toLocaleString('en')} rows stored`;

const starts = (folders: readonly string[]): Promise<Figure[]> =>
  compare('start to ready', 'ms', async (index) => {
    const startedAt = performance.now();
    const server = serve(folders[index] ?? '');
    await ready(server);
    const time = performance.now() - startedAt;
    await stop(server);
    return time;
  });

async function operations(folders: readonly string[]): Promise<Figure[]> {
  const servers = folders.map(serve);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  try {
    const calls = await Promise.all(servers.map(async (server) => caller(await ready(server), agent)));
    const on = (index: number, operation: string, message: Buffer) => calls[index]?.(operation, message);
    const random = (index: number) => text(idOf(Math.floor(Math.random() * (sizes[index] ?? 0))));
    const rows = `${connections} connections`;
    return [
      ...(await compare(`PutRow, ${rows}`, 'per second', (index) =>
        rate(async () => on(index, 'PutRow', putMessage(random(index)))),
      )),
      ...(await compare(`GetRow, ${rows}`, 'per second', (index) =>
        rate(async () => on(index, 'GetRow', getMessage(random(index)))),
      )),
      ...(await compare('GetRange of 1,000 rows', 'ms', (index) =>
        duration(async () => on(index, 'GetRange', rangeMessage(1_000))),
      )),
      figure(
        `GetRange of 5,000 rows, ${stored(1)}`,
        'ms',
        await times(samples, () => duration(async () => on(1, 'GetRange', rangeMessage(5_000)))),
      ),
    ];
  } finally {
    agent.destroy();
    await Promise.all(servers.map(stop));
  }
}

const putMessage = (id: Cell['value']): Buffer =>
  messageType<object>('PutRowRequest').encode({
    tableName,
    condition: { rowExistence: 0 },
    row: plainRow(keyOf(id), [
      { name: 'status', value: text('open') },
      { name: 'title', value: { type: 'STRING', value: title } },
      { name: 'version', value: { type: 'INTEGER', value: 1n } },
    ]),
  });

const getMessage = (id: Cell['value']): Buffer =>
  messageType<object>('GetRowRequest').encode({ tableName, primaryKey: plainRow(keyOf(id)), maxVersions: 1 });

const rangeMessage = (count: number): Buffer =>
  messageType<object>('GetRangeRequest').encode({
    tableName,
    direction: 0,
    maxVersions: 1,
    inclusiveStartPrimaryKey: plainRow(keyOf({ type: 'INF_MIN' })),
    exclusiveEndPrimaryKey: plainRow(keyOf(text(idOf(count)))),
  });

const caller =
  (url: string, agent: Agent) =>
  async (operation: string, message: Buffer): Promise<void> => {
    const { status } = await sendSigned(url, `/${operation}`, message, agent);
    if (status !== 200) throw new Error(`${operation} answered ${status}`);
  };

/** Operations per second with all connections busy. */
async function rate(operation: () => Promise<void>): Promise<number> {
  let left = operationsPerSample;
  const worker = async () => {
    while (left-- > 0) await operation();
  };
  const milliseconds = await duration(() => Promise.all(Array.from({ length: connections }, worker)));
  return (operationsPerSample / milliseconds) * 1000;
}

async function duration(operation: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await operation();
  return performance.now() - startedAt;
}

async function times(count: number, sample: () => Promise<number>): Promise<number[]> {
  const results: number[] = [];
  while (results.length < count) results.push(await sample());
  return results;
}

const serve = (folder: string): Command => runCommand('--port', '0', '--data', folder, ...credentialArgs);

async function stop({ child, ended }: Command): Promise<void> {
  child.kill('SIGTERM');
  await ended;
}
