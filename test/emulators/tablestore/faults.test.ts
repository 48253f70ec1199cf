import { request } from 'node:http';
import { messageType } from '../../../src/emulators/tablestore/protocol/protobuf';
import { attributes, connect, createTable, ignore, long, type Running, refusal, start } from './sdk';
import { send, signedHeaders } from './wire';

describe('fault injection', () => {
  let running: Running;
  let tableName: string;
  beforeEach(async () => {
    running = await start();
    tableName = await createTable(running.call);
  });
  afterEach(() => running.server.close());

  const increment = () =>
    running.call('updateRow', {
      tableName,
      condition: ignore,
      primaryKey: [{ id: 'a' }],
      updateOfAttributeColumns: [{ INCREMENT: [{ n: long(1) }] }],
    });
  const count = async () =>
    attributes((await running.call('getRow', { tableName, primaryKey: [{ id: 'a' }] })).row).n ?? '0n';

  test('A fault makes the next operations of a name fail with an error, and they are not applied', async () => {
    running.server.faults.add({ kind: 'error', code: 'OTSRowOperationConflict', operations: ['UpdateRow'], times: 2 });
    const conflict = {
      status: 409,
      code: 'OTSRowOperationConflict',
      message: 'Data is being modified by the other request.',
    };
    expect(await refusal(increment())).toEqual(conflict);
    expect(await count()).toBe('0n');
    expect(running.server.faults.list()).toMatchObject([{ times: 1 }]);
    expect(await refusal(increment())).toEqual(conflict);
    await increment();
    expect(await count()).toBe('1n');
  });

  test.each([
    ['error-after', 'OTSTimeout', 503, '1n'],
    ['cut-after', undefined, 'NetworkingError', '1n'],
    ['cut-before', undefined, 'NetworkingError', '0n'],
    ['unavailable', undefined, 503, '0n'],
  ] as const)('%s: the client sees an error, and the write is there or not', async (kind, code, status, expected) => {
    running.server.faults.add({ kind, times: 1, ...(code && { code }) });
    expect((await refusal(increment())).status).toBe(status);
    expect(await count()).toBe(expected);
  });

  test('A delay makes an operation late and changes nothing else', async () => {
    running.server.faults.add({ kind: 'delay', delayMs: 150, operations: ['UpdateRow'] });
    const began = performance.now();
    await increment();
    expect(performance.now() - began).toBeGreaterThan(140);
    expect(await count()).toBe('1n');
  });

  test('A delayed operation of a disconnected client is dropped when the server closes', async () => {
    const errors: unknown[] = [];
    const { server, call } = await start({ onUnexpected: (error) => errors.push(error) });
    const delayed = await createTable(call);
    server.faults.add({ kind: 'delay', delayMs: 60_000, times: 1 });
    const body = messageType<object>('TableNameRequest').encode({ tableName: delayed });
    const headers = signedHeaders('/DeleteTable', body);
    const client = request(`${server.url}/DeleteTable`, { method: 'POST', headers }).on('error', () => undefined);
    client.end(body);
    while (server.faults.list().length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    client.destroy();
    await server.close();
    expect(server.counters().operations.DeleteTable).toEqual({ calls: 1, failures: 1 });
    expect(errors).toEqual([]);
  });

  test('A fault with a share and a seed strikes the same operations in each run', async () => {
    const run = async () => {
      running.server.faults.add({ kind: 'error', code: 'OTSServerBusy', share: 0.5, seed: 7 });
      const outcomes: boolean[] = [];
      for (let n = 0; n < 20; n++)
        outcomes.push(
          await increment().then(
            () => true,
            () => false,
          ),
        );
      running.server.faults.clear();
      return outcomes;
    };
    const first = await run();
    expect(new Set(first)).toEqual(new Set([true, false]));
    expect(await run()).toEqual(first);
  });

  describe('over HTTP', () => {
    const control = (method: string, path: string, body?: string, type = 'application/json') =>
      fetch(`${running.server.url}/-/${path}`, {
        method,
        ...(body !== undefined && { body, headers: { 'Content-Type': type } }),
      });

    test('Faults are added, listed and cleared over HTTP', async () => {
      const added = await control('POST', 'faults', '{"kind":"error","code":"OTSServerBusy","status":500}');
      expect([added.status, await added.json()]).toEqual([
        201,
        [{ kind: 'error', code: 'OTSServerBusy', status: 500 }],
      ]);
      expect((await refusal(increment())).status).toBe(500);
      expect((await control('DELETE', 'faults')).status).toBe(204);
      expect(await (await control('GET', 'faults')).json()).toEqual([]);
      await increment();
    });

    test.each([
      ['{"kind":"explode"}', '"kind" must be one of error, error-after, cut-before, cut-after, delay, unavailable'],
      ['{"kind":"error"}', '"error" needs "code", for example OTSServerBusy'],
      ['{"kind":"delay"}', 'a delay needs "delayMs"'],
      ['{"kind":"unavailable","times":0}', '"times" must be a whole number from 1'],
      ['{"kind":"unavailable","share":2}', '"share" must be a number from 0 to 1'],
      ['{"kind":"unavailable","often":2}', /^unknown field "often": the fields are kind, /],
      ['{"kind":"unavailable","operations":["Put"]}', /^"Put" is not an operation: they are CreateTable, /],
      ['{"kind":"error","code":"OTSNothing"}', /^unknown "code": it can be OTSParameterInvalid, /],
      ['[]', /^the body must be a JSON object/],
      ['{', /^the body must be a JSON object/],
    ])('The fault %s is refused with a message that says why', async (body, message) => {
      const reply = await control('POST', 'faults', body);
      expect([reply.status, (await reply.json()) as unknown]).toEqual([
        400,
        { error: typeof message === 'string' ? message : expect.stringMatching(message) },
      ]);
      await increment();
    });

    test('A fault that a web page could send without a preflight is refused', async () => {
      expect((await control('POST', 'faults', '{"kind":"unavailable"}', 'text/plain')).status).toBe(415);
      expect((await control('GET', 'nothing')).status).toBe(404);
    });

    test('The control endpoint refuses other host names and pages of other origins', async () => {
      const host = new URL(running.server.url).host;
      const clear = async (headers: Record<string, string>) =>
        (await send(running.server.url, { method: 'DELETE', path: '/-/faults', headers: { host, ...headers } })).status;
      running.server.faults.add({ kind: 'unavailable', times: 1 });
      expect(await clear({ host: 'evil.example' })).toBe(403);
      expect(await clear({ origin: 'http://evil.example' })).toBe(403);
      expect(await clear({ origin: 'null' })).toBe(403);
      expect(running.server.faults.list()).toHaveLength(1);
      expect(await clear({ origin: `http://${host}` })).toBe(204);
    });

    test('The counters show operations, rows and capacity units', async () => {
      await increment();
      await count();
      await refusal(connect(running.server.url)('getRow', { tableName: 'nowhere', primaryKey: [{ id: 'a' }] }));
      const expected = {
        operations: {
          CreateTable: { calls: 1, failures: 0 },
          UpdateRow: { calls: 1, failures: 0 },
          GetRow: { calls: 2, failures: 1 },
        },
        rows: { read: 1, written: 1 },
        capacityUnits: { read: 1, write: 1 },
      };
      expect(running.server.counters()).toEqual(expected);
      expect(await (await control('GET', 'counters')).json()).toEqual(expected);
    });
  });
});
