import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import type { Cell } from '../../src/local/tablestore/plainbuffer/decode';
import { messageType } from '../../src/local/tablestore/protocol/protobuf';
import { Catalog } from '../../src/local/tablestore/storage/catalog';
import { Engine, type Write } from '../../src/local/tablestore/storage/engine';
import { encodeKey } from '../../src/local/tablestore/storage/key';
import { encodeStoredRow } from '../../src/local/tablestore/storage/row-codec';
import { validateCreateTable } from '../../src/local/tablestore/validation/create-table';
import { type Command, credentialArgs, ready, run as runCommand } from '../local/tablestore/process';
import { plainRow, sendSigned, text } from '../local/tablestore/wire';
import { type Benchmark, type Figure, figure } from './figures';

/** The local Tablestore, in a process of its own and on disk, over HTTP on loopback: its cost must not grow with the table. */
export const tablestore: Benchmark = { name: 'tablestore', run };

const sizes = [1_000, 1_000_000];
const connections = 16;
const operationsPerSample = 4_000;
const rangeRows = 5_000;
const samples = 5;
const tableName = 'tasks';

const idOf = (n: number): string => `task-${String(n).padStart(9, '0')}`;
const keyOf = (id: Cell['value']): Cell[] => [
  { name: 'owner', value: text('somebody') },
  { name: 'id', ...(id && { value: id }) },
];
const title = Buffer.from('买牛奶 '.repeat(10));

async function run(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const size of sizes) {
    const folder = await mkdtemp(join(tmpdir(), 'tablestore-bench-'));
    try {
      await fill(folder, size);
      figures.push(...(await measure(folder, size)));
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  return figures;
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
    reservedThroughput: { capacityUnit: {} },
    indexMetas: [],
  });
  await catalog.create((newId) => ({ ...table, id: newId(), indexes: [] }), tableName, []);
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

async function measure(folder: string, size: number): Promise<Figure[]> {
  const at = `${size.toLocaleString('en')} rows`;
  const starts: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    const startedAt = performance.now();
    const server = serve(folder);
    await ready(server);
    starts.push(performance.now() - startedAt);
    await stop(server);
  }
  const server = serve(folder);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  try {
    const call = caller(await ready(server), agent);
    const count = Math.min(size, rangeRows);
    const last = text(idOf(count));
    const range = messageType<object>('GetRangeRequest').encode({
      tableName,
      direction: 0,
      maxVersions: 1,
      inclusiveStartPrimaryKey: plainRow(keyOf({ type: 'INF_MIN' })),
      exclusiveEndPrimaryKey: plainRow(keyOf(last)),
    });
    const random = () => text(idOf(Math.floor(Math.random() * size)));
    const write = () => call('PutRow', putMessage(random()));
    const read = () => call('GetRow', getMessage(random()));
    return [
      figure(`start to ready, ${at}`, 'ms', starts),
      figure(`PutRow, ${connections} connections, ${at}`, 'per second', await rates(write)),
      figure(`GetRow, ${connections} connections, ${at}`, 'per second', await rates(read)),
      figure(`GetRange of ${count.toLocaleString('en')} rows, ${at}`, 'ms', await times(() => call('GetRange', range))),
    ];
  } finally {
    agent.destroy();
    await stop(server);
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

const caller =
  (url: string, agent: Agent) =>
  async (operation: string, message: Buffer): Promise<void> => {
    const { status } = await sendSigned(url, `/${operation}`, message, agent);
    if (status !== 200) throw new Error(`${operation} answered ${status}`);
  };

/** Operations per second with all connections busy, several times. */
async function rates(operation: () => Promise<void>): Promise<number[]> {
  const results: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    let left = operationsPerSample;
    const worker = async () => {
      while (left-- > 0) await operation();
    };
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: connections }, worker));
    results.push((operationsPerSample / (performance.now() - startedAt)) * 1000);
  }
  return results;
}

async function times(operation: () => Promise<void>): Promise<number[]> {
  const results: number[] = [];
  for (let sample = 0; sample < samples * 4; sample++) {
    const startedAt = performance.now();
    await operation();
    results.push(performance.now() - startedAt);
  }
  return results;
}

const serve = (folder: string): Command => runCommand('--port', '0', '--data', folder, ...credentialArgs);

async function stop({ child, ended }: Command): Promise<void> {
  child.kill('SIGTERM');
  await ended;
}
