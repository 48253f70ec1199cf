import { createHash, createHmac } from 'node:crypto';
import { Agent } from 'node:http';
import { deflateSync, inflateSync } from 'node:zlib';
import { messageType } from '../../../../src/emulators/tablestore/protocol/protobuf';
import { createTable, credentials, type Running, start, uniqueName } from '../sdk';
import { errorOf, plainRow, rowsOf, send, signedHeaders, text, type WireReply } from '../wire';

/** Requests as the sources of the other official SDKs make them, and what these SDKs verify of the replies. */
describe('on the wire', () => {
  let running: Running;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running.server.close());

  const base64Hmac = (algorithm: string, key: string | Buffer, data: string) =>
    createHmac(algorithm, key).update(data).digest('base64');

  /** What the Python and Java SDKs sign of a reply: its headers in order, then the path. */
  const replyText = ({ headers }: WireReply, path: string) =>
    [
      ...Object.keys(headers)
        .filter((name) => name.startsWith('x-ots-'))
        .sort()
        .map((name) => `${name}:${String(headers[name])}`),
      path,
    ].join('\n');

  const getRow = (tableName: string) =>
    messageType<object>('GetRowRequest').encode({
      tableName,
      primaryKey: plainRow([{ name: 'id', value: text('a') }]),
      maxVersions: 1,
    });
  const putRow = (tableName: string, value: string) =>
    messageType<object>('PutRowRequest').encode({
      tableName,
      condition: { rowExistence: 0 },
      row: plainRow([{ name: 'id', value: text('a') }], [{ name: 'x', value: text(value) }]),
    });

  test('For Python and Java, the reply to a signature of version 4 is signed with the same derived key', async () => {
    const { 'x-ots-signature': _, ...headers } = signedHeaders('/ListTable', Buffer.alloc(0), {
      'x-ots-signdate': '20261123',
      'x-ots-signregion': 'cn-hangzhou',
    });
    let derived: Buffer = Buffer.from(`aliyun_v4${credentials.accessKeySecret}`);
    for (const part of ['20261123', 'cn-hangzhou', 'ots', 'aliyun_v4_request']) {
      derived = createHmac('sha256', derived).update(part).digest();
    }
    const key = derived.toString('base64');
    const signed = Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1));
    const toSign = `/ListTable\nPOST\n\n${signed.map(([name, value]) => `${name}:${value}\n`).join('')}ots`;
    const list = (changed: Record<string, string> = {}) =>
      send(running.server.url, {
        path: '/ListTable',
        headers: { ...headers, 'x-ots-signaturev4': base64Hmac('sha256', key, toSign), ...changed },
      });
    const reply = await list();
    expect(reply.status).toBe(200);
    expect(reply.headers.authorization).toBe(`OTS AK:${base64Hmac('sha1', key, replyText(reply, '/ListTable'))}`);
    const { 'x-ots-signdate': _date, ...undated } = headers;
    const refused = await send(running.server.url, {
      path: '/ListTable',
      headers: { ...undated, 'x-ots-signaturev4': 'x' },
    });
    expect(errorOf(refused)).toMatchObject({ status: 400, message: 'Missing header: x-ots-signdate.' });
  });

  test('Requests of the Go SDK are accepted: its header names, its form of dates, its user agent', async () => {
    const now = new Date();
    // Its format for the fraction of the second writes month, day and hour.
    const date = `${now.toISOString().slice(0, 19)}.${now.getUTCMonth() + 1}${now.getUTCDate()}${now.getUTCHours() % 12}Z`;
    const headers = Object.entries(signedHeaders('/ListTable', Buffer.alloc(0), { 'x-ots-date': date }));
    const canonical = headers.map(([name, value]) => [
      name.replace(/(^|-)[a-z]/g, (first) => first.toUpperCase()),
      value,
    ]);
    const reply = await send(running.server.url, {
      path: '/ListTable',
      headers: { ...Object.fromEntries(canonical), 'User-Agent': 'skyeye', 'Accept-Encoding': 'gzip' },
    });
    expect(reply.status).toBe(200);
  });

  describe('Java', () => {
    let agent: Agent;
    beforeAll(() => {
      agent = new Agent({ keepAlive: true, maxSockets: 1 });
    });
    afterAll(() => agent.destroy());

    const java = (path: string, message: Buffer, changed: Record<string, string> = {}, sent?: Buffer) => {
      const body = sent ?? deflateSync(message);
      return send(running.server.url, {
        path,
        body,
        agent,
        headers: signedHeaders(path, body, {
          'x-ots-sdk-traceid': 'b2f0c1de-0000-4000-8000-000000000000',
          'x-ots-trace-threshold': '1000',
          'x-ots-request-compress-type': 'deflate',
          'x-ots-request-compress-size': String(message.length),
          'x-ots-response-compress-type': 'deflate',
          ...changed,
        }),
      });
    };

    /** The reply as the SDK checks it: inflated first, then MD5 and signature. */
    const inflated = (reply: WireReply, path: string): Buffer => {
      const { headers } = reply;
      const message = headers['x-ots-response-compress-type'] === 'deflate' ? inflateSync(reply.body) : reply.body;
      expect(headers['x-ots-contentmd5']).toBe(createHash('md5').update(message).digest('base64'));
      const signature = base64Hmac('sha1', credentials.accessKeySecret, replyText(reply, path));
      expect(headers.authorization).toBe(`OTS AK:${signature}`);
      return message;
    };

    test('For Java, compressed requests are read, and replies are compressed on request', async () => {
      const tableName = await createTable(running.call);
      const long = 'milk '.repeat(1000);
      const written = await java('/PutRow', putRow(tableName, long));
      expect(written.status).toBe(200);
      inflated(written, '/PutRow');
      const read = await java('/GetRow', getRow(tableName));
      expect(read.headers['x-ots-response-compress-type']).toBe('deflate');
      expect(read.body.length).toBeLessThan(1000);
      const message = inflated(read, '/GetRow');
      expect(read.headers['x-ots-response-compress-size']).toBe(String(message.length));
      expect(rowsOf(messageType<{ row: Buffer }>('GetRowResponse').decode(message).row)).toEqual([
        { key: ['a'], attributes: { x: long } },
      ]);
    });

    test('For Java, an empty reply and an error are not compressed, because the SDK could not read them', async () => {
      const create = messageType<object>('CreateTableRequest').encode({
        tableMeta: { tableName: uniqueName(), primaryKey: [{ name: 'id', type: 2 }] },
        reservedThroughput: { capacityUnit: { read: 0, write: 0 } },
        tableOptions: { timeToLive: -1, maxVersions: 1 },
      });
      for (const status of [200, 409]) {
        const reply = await java('/CreateTable', create);
        expect([reply.status, reply.headers['x-ots-response-compress-type']]).toEqual([status, undefined]);
        inflated(reply, '/CreateTable');
      }
    });

    test('A compressed body that does not match its headers is refused, and the connection stays open', async () => {
      const tableName = await createTable(running.call);
      const message = getRow(tableName);
      const ports = new Set<number | undefined>();
      const refused = async (changed: Record<string, string>, body?: Buffer) => {
        const reply = await java('/GetRow', message, changed, body);
        ports.add(reply.clientPort);
        return errorOf(reply);
      };
      const size = (value: number) => ({ 'x-ots-request-compress-size': String(value) });
      const wrong = (bytes: number) => ({
        status: 400,
        code: 'OTSParameterInvalid',
        message: `The request body is not deflate data of ${bytes} bytes.`,
      });
      expect(await refused(size(message.length + 1))).toEqual(wrong(message.length + 1));
      expect(await refused(size(message.length - 1))).toEqual(wrong(message.length - 1));
      expect(await refused({}, message)).toEqual(wrong(message.length));
      // 6 MB of nothing are 6 KB on the wire.
      const bomb = deflateSync(Buffer.alloc(6 * 1024 * 1024));
      expect(await refused(size(1000), bomb)).toEqual(wrong(1000));
      expect((await refused(size(6 * 1024 * 1024), bomb)).message).toBe(
        'Invalid x-ots-request-compress-size: 6291456. It must not exceed 5242880.',
      );
      expect((await refused({ 'x-ots-request-compress-size': 'many' })).message).toBe(
        'Invalid x-ots-request-compress-size: many.',
      );
      expect((await refused({ 'x-ots-request-compress-type': 'gzip' })).message).toBe(
        'Unsupported compress type: gzip.',
      );
      const body = deflateSync(message);
      const headers = signedHeaders('/GetRow', body, { 'x-ots-request-compress-type': 'deflate' });
      const undeclared = await send(running.server.url, { path: '/GetRow', body, headers, agent });
      expect(errorOf(undeclared)).toMatchObject({ message: 'Missing header: x-ots-request-compress-size.' });
      const good = await java('/GetRow', message);
      expect(good.status).toBe(200);
      expect(new Set([...ports, good.clientPort]).size).toBe(1);
    });
  });
});
