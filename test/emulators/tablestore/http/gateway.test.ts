import { Agent } from 'node:http';
import { md5, signReply, signRequestV4 } from '../../../../src/emulators/tablestore/http/signature';
import { messageType } from '../../../../src/emulators/tablestore/protocol/protobuf';
import { connect, createTable, credentials, ignore, type Running, refusal, sdk, start, uniqueName } from '../sdk';
import { callWire, errorOf, plainRow, rowsOf, send, sendSigned, signedHeaders, text, type WireReply } from '../wire';

const empty = Buffer.alloc(0);

describe('the protocol', () => {
  let running: Running;
  let agent: Agent;
  beforeAll(async () => {
    running = await start();
    agent = new Agent({ keepAlive: true, maxSockets: 1 });
  });
  afterAll(async () => {
    agent.destroy();
    await running.server.close();
  });

  const expectSigned = (path: string, { headers, body }: WireReply): void => {
    const signed = new Map(
      Object.entries(headers).flatMap(([name, value]) =>
        name.startsWith('x-ots-') ? [[name, String(value)] as const] : [],
      ),
    );
    expect(signed.get('x-ots-contentmd5')).toBe(md5(body));
    expect([...signed.keys()].sort()).toEqual([
      'x-ots-contentmd5',
      'x-ots-contenttype',
      'x-ots-date',
      'x-ots-requestid',
    ]);
    expect(signed.get('x-ots-date')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(headers.authorization).toBe(`OTS AK:${signReply(credentials.accessKeySecret, path, signed)}`);
  };

  test('Replies are signed, errors too', async () => {
    const good = await sendSigned(running.server.url, '/ListTable', empty);
    expect(good.status).toBe(200);
    expectSigned('/ListTable', good);
    const bad = await sendSigned(running.server.url, '/Search', empty);
    expect(bad.status).toBe(400);
    expectSigned('/Search', bad);
    const denied = await send(running.server.url, {
      path: '/ListTable',
      body: empty,
      headers: { ...signedHeaders('/ListTable', empty), 'x-ots-signature': 'x' },
    });
    expect(denied.status).toBe(403);
    expectSigned('/ListTable', denied);
  });

  const withHeaders = (changed: Record<string, string>) =>
    send(running.server.url, {
      path: '/ListTable',
      body: empty,
      headers: signedHeaders('/ListTable', empty, changed),
    }).then(errorOf);
  const long = new Date(Date.now() - 20 * 60_000).toISOString();
  test.each([
    [
      'another body than was signed',
      { 'x-ots-contentmd5': 'AAAA' },
      403,
      'OTSAuthFailed',
      'Mismatch between MD5 value of request body and x-ots-contentmd5 in header.',
    ],
    [
      'a clock 20 minutes late',
      { 'x-ots-date': long },
      403,
      'OTSAuthFailed',
      `Mismatch between system time and x-ots-date: ${long}.`,
    ],
    [
      'a date that is none',
      { 'x-ots-date': 'yesterday' },
      400,
      'OTSParameterInvalid',
      'Invalid date format: yesterday.',
    ],
    ['another key', { 'x-ots-accesskeyid': 'XX' }, 403, 'OTSAuthFailed', 'The AccessKeyID does not exist.'],
    ['another instance', { 'x-ots-instancename': 'other' }, 403, 'OTSAuthFailed', 'The instance is not found.'],
    [
      'another version of the protocol',
      { 'x-ots-apiversion': '2014-08-08' },
      400,
      'OTSParameterInvalid',
      'Unsupported API version: 2014-08-08.',
    ],
  ])('A request with %s is refused', async (_, changed, status, code, message) => {
    expect(await withHeaders(changed)).toEqual({ status, code, message });
  });

  test('A wrong secret is refused, and so is a request without a signature', async () => {
    const wrong = connect(running.server.url, { secretAccessKey: 'wrong' });
    expect(await refusal(wrong('listTable'))).toEqual({
      status: 403,
      code: 'OTSAuthFailed',
      message: 'Signature mismatch.',
    });
    const { 'x-ots-signature': _, ...unsigned } = signedHeaders('/ListTable', empty);
    expect(errorOf(await send(running.server.url, { path: '/ListTable', body: empty, headers: unsigned }))).toEqual({
      status: 400,
      code: 'OTSParameterInvalid',
      message: 'Missing header: x-ots-signature.',
    });
    expect(errorOf(await send(running.server.url, { path: '/ListTable', body: empty }))).toEqual({
      status: 400,
      code: 'OTSParameterInvalid',
      message: 'Missing header: x-ots-date.',
    });
  });

  test('Signatures of version 4 are accepted', async () => {
    const { 'x-ots-signature': _, ...headers } = signedHeaders('/ListTable', empty, {
      'x-ots-signdate': '20260101',
      'x-ots-signregion': 'cn-hangzhou',
    });
    const signature = (secret: string) => signRequestV4(secret, '/ListTable', new Map(Object.entries(headers)));
    const list = (secret: string) =>
      send(running.server.url, {
        path: '/ListTable',
        body: empty,
        headers: { ...headers, 'x-ots-signaturev4': signature(secret) },
      });
    expect((await list('SK')).status).toBe(200);
    expect((await list('other')).status).toBe(403);
  });

  test('An STS token is part of the signature, and is checked when the server has one', async () => {
    await connect(running.server.url, { stsToken: 'any' })('listTable');
    const strict = await start({ stsToken: 'right' });
    try {
      await connect(strict.server.url, { stsToken: 'right' })('listTable');
      expect((await refusal(connect(strict.server.url, { stsToken: 'wrong' })('listTable'))).code).toBe(
        'OTSAuthFailed',
      );
      expect((await refusal(strict.call('listTable'))).code).toBe('OTSAuthFailed');
    } finally {
      await strict.server.close();
    }
  });

  test('Each check of requests can be switched off', async () => {
    const lenient = await start({ checks: { md5: false, date: false, signature: false } });
    try {
      const headers = {
        ...signedHeaders('/ListTable', empty, { 'x-ots-contentmd5': 'AAAA', 'x-ots-date': long }),
        'x-ots-signature': 'x',
      };
      expect((await send(lenient.server.url, { path: '/ListTable', body: empty, headers })).status).toBe(200);
    } finally {
      await lenient.server.close();
    }
  });

  test.each([
    'Search',
    'SQLQuery',
    'CreateSearchIndex',
    'ComputeSplits',
    'ListStream',
    'PutTimeseriesData',
    'Nonsense',
    '',
  ])('The operation "%s" is refused as unsupported', async (operation) => {
    expect(errorOf(await sendSigned(running.server.url, `/${operation}`, empty))).toEqual({
      status: 400,
      code: 'OTSParameterInvalid',
      message: `Unsupported operation: ${operation}.`,
    });
  });

  test.each(['ListSearchIndex', 'ListTimeseriesTable'])('%s answers an empty list', async (operation) => {
    const reply = await sendSigned(running.server.url, `/${operation}`, empty);
    expect(reply).toMatchObject({ status: 200, body: empty });
  });

  test('The server answers to loopback names and to those that an option allows, and to no others', async () => {
    const port = new URL(running.server.url).port;
    const list = (url: string, host: string) =>
      send(url, { path: '/ListTable', body: empty, headers: { ...signedHeaders('/ListTable', empty), host } });
    for (const host of [`127.0.0.1:${port}`, '127.8.9.1', `LocalHost:${port}`, 'a.b.localhost', `[::1]:${port}`]) {
      expect(await list(running.server.url, host)).toMatchObject({ status: 200 });
    }
    for (const host of ['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example', 'xlocalhost', '10.0.0.1']) {
      expect(errorOf(await list(running.server.url, host))).toMatchObject({ status: 403, code: 'OTSAuthFailed' });
    }
    const open = await start({ allowedHosts: ['Store.example'] });
    try {
      expect(await list(open.server.url, 'store.example:80')).toMatchObject({ status: 200 });
      expect(await list(open.server.url, 'evil.example')).toMatchObject({ status: 403 });
    } finally {
      await open.server.close();
    }
  });

  test('The connection stays open after every kind of bad request', async () => {
    const broken = messageType<object>('GetRowRequest').encode({
      tableName: 't',
      primaryKey: Buffer.from('75000000ff', 'hex'),
      maxVersions: 1,
    });
    const tableName = await createTable(running.call);
    const brokenRow = messageType<object>('GetRowRequest').encode({
      tableName,
      primaryKey: Buffer.from('75000000ff', 'hex'),
      maxVersions: 1,
    });
    const requests: [() => Promise<WireReply>, number, string][] = [
      [
        () => sendSigned(running.server.url, '/GetRow', Buffer.from('0aff', 'hex'), agent),
        400,
        'Parse PBMessage from RawString failed.',
      ],
      [() => sendSigned(running.server.url, '/GetRow', empty, agent), 400, 'Parse PBMessage from RawString failed.'],
      [
        () => sendSigned(running.server.url, '/GetRow', broken, agent),
        400,
        'Cell data broken, mismatch tag, actual tag(0xff), expect(0x01).',
      ],
      [
        () => sendSigned(running.server.url, '/GetRow', brokenRow, agent),
        400,
        'Cell data broken, mismatch tag, actual tag(0xff), expect(0x01).',
      ],
      [
        () => send(running.server.url, { method: 'GET', path: '/ListTable', agent }),
        405,
        'Only POST method for requests is supported.',
      ],
      [
        () => sendSigned(running.server.url, '/PutRow', Buffer.alloc(6 * 1024 * 1024), agent),
        413,
        'The size of POST data is too large.',
      ],
      [
        () => sendSigned(running.server.url, '/PutRow', Buffer.alloc(5 * 1024 * 1024), agent),
        400,
        'Parse PBMessage from RawString failed.',
      ],
    ];
    const ports = new Set<number | undefined>();
    for (const [request, status, message] of requests) {
      const reply = await request();
      expect(errorOf(reply)).toMatchObject({ status, message });
      ports.add(reply.clientPort);
    }
    expect((await sendSigned(running.server.url, '/ListTable', empty, agent)).status).toBe(200);
    expect(ports.size).toBe(1);
  });

  test('Unknown fields of a request are skipped', async () => {
    const tableName = await createTable(running.call);
    await running.call('putRow', {
      tableName,
      condition: ignore,
      primaryKey: [{ id: 'a' }],
      attributeColumns: [{ x: 'y' }],
    });
    const known = messageType<object>('GetRowRequest').encode({
      tableName,
      primaryKey: plainRow([{ name: 'id', value: text('a') }]),
      maxVersions: 1,
    });
    // Field 200, a varint; field 201, three bytes.
    const reply = await sendSigned(
      running.server.url,
      '/GetRow',
      Buffer.concat([known, Buffer.from('c00c05ca0c03616263', 'hex')]),
    );
    const { row } = messageType<{ row: Buffer }>('GetRowResponse').decode(reply.body);
    expect(rowsOf(row)).toEqual([{ key: ['a'], attributes: { x: 'y' } }]);
  });

  test('Fields that only other SDKs send are honoured: a specific time, update_full_row, local transactions, chosen key columns', async () => {
    const tableName = 'from_java';
    await callWire(
      running.server.url,
      'CreateTable',
      { request: 'CreateTableRequest', response: 'Empty' },
      {
        tableMeta: {
          tableName,
          primaryKey: [
            { name: 'a', type: 2 },
            { name: 'b', type: 2 },
          ],
        },
        reservedThroughput: { capacityUnit: { read: 0, write: 0 } },
        tableOptions: { timeToLive: -1, maxVersions: 2, updateFullRow: true },
        sseSpec: { enable: false },
        enableLocalTxn: true,
      },
    );
    const described = await callWire(
      running.server.url,
      'DescribeTable',
      { request: 'TableNameRequest', response: 'DescribeTableResponse' },
      { tableName },
    );
    expect(described).toMatchObject({ tableOptions: { maxVersions: 2, updateFullRow: true } });
    const key = [
      { name: 'a', value: text('1') },
      { name: 'b', value: text('2') },
    ];
    const timestamp = BigInt(Date.now());
    const write = { request: 'PutRowRequest', response: 'WriteRowResponse' };
    await callWire(running.server.url, 'PutRow', write, {
      tableName,
      condition: { rowExistence: 0 },
      row: plainRow(key, [
        { name: 'x', value: text('old'), timestamp: timestamp - 1n },
        { name: 'x', value: text('new'), timestamp },
      ]),
    });
    const read = { request: 'GetRowRequest', response: 'GetRowResponse' };
    const { row } = await callWire<{ row: Buffer }>(running.server.url, 'GetRow', read, {
      tableName,
      primaryKey: plainRow(key),
      timeRange: { specificTime: String(timestamp - 1n) },
    });
    expect(rowsOf(row)).toEqual([{ key: ['1', '2'], attributes: { x: 'old' } }]);
    const range = { request: 'GetRangeRequest', response: 'GetRangeResponse' };
    const { rows } = await callWire<{ rows: Buffer }>(running.server.url, 'GetRange', range, {
      tableName,
      direction: 0,
      maxVersions: 1,
      columnsToGet: ['b', 'x'],
      returnEntirePrimaryKeys: false,
      inclusiveStartPrimaryKey: plainRow(key.map(({ name }) => ({ name, value: { type: 'INF_MIN' as const } }))),
      exclusiveEndPrimaryKey: plainRow(key.map(({ name }) => ({ name, value: { type: 'INF_MAX' as const } }))),
    });
    expect(rowsOf(rows)).toEqual([{ key: ['2'], attributes: { x: 'new' } }]);
    const transaction = { request: 'StartLocalTransactionRequest', response: 'StartLocalTransactionResponse' };
    const started = await callWire<{ transactionId: string }>(
      running.server.url,
      'StartLocalTransaction',
      transaction,
      { tableName, key: plainRow(key.slice(0, 1)) },
    );
    await callWire(
      running.server.url,
      'AbortTransaction',
      { request: 'TransactionRequest', response: 'Empty' },
      started,
    );
    const noVersions = callWire(running.server.url, 'GetRow', read, { tableName, primaryKey: plainRow(key) });
    await expect(noVersions).rejects.toThrow('400 OTSParameterInvalid No version condition is specified.');
  });

  test('With update_full_row, an update also writes the columns again that it does not name', async () => {
    const tableName = uniqueName('full');
    await callWire(
      running.server.url,
      'CreateTable',
      { request: 'CreateTableRequest', response: 'Empty' },
      {
        tableMeta: { tableName, primaryKey: [{ name: 'id', type: 2 }] },
        reservedThroughput: { capacityUnit: { read: 0, write: 0 } },
        tableOptions: { timeToLive: -1, maxVersions: 2, updateFullRow: true },
      },
    );
    const primaryKey = [{ id: 'a' }];
    const old = Date.now() - 1000;
    const attributeColumns = ['kept', 'changed', 'deleted'].map((name) => ({
      [name]: 'old',
      timestamp: sdk.Long.fromNumber(old),
    }));
    await running.call('putRow', { tableName, condition: ignore, primaryKey, attributeColumns });
    const updateOfAttributeColumns = [{ PUT: [{ changed: 'new' }] }, { DELETE_ALL: ['deleted'] }];
    await running.call('updateRow', { tableName, condition: ignore, primaryKey, updateOfAttributeColumns });
    const { row } = await running.call('getRow', { tableName, primaryKey, maxVersions: 2 });
    const found = (row.attributes ?? []).map((one) => [one.columnName, one.columnValue, Number(one.timestamp) > old]);
    expect(found).toEqual([
      ['changed', 'new', true],
      ['changed', 'old', false],
      ['kept', 'old', true],
      ['kept', 'old', false],
    ]);
    const update = { request: 'UpdateTableRequest', response: 'UpdateTableResponse' };
    const changed = callWire(running.server.url, 'UpdateTable', update, {
      tableName,
      tableOptions: { updateFullRow: false },
    });
    await expect(changed).rejects.toThrow(
      '400 OTSParameterInvalid The table options of UpdateTable cannot contain updateFullRow.',
    );
  });

  test('A table has one split and no search indexes', async () => {
    const tableName = await createTable(running.call);
    const types = { request: 'ComputeSplitPointsBySizeRequest', response: 'ComputeSplitPointsBySizeResponse' };
    const compute = (more: object) =>
      callWire(running.server.url, 'ComputeSplitPointsBySize', types, { tableName, splitSize: '1', ...more });
    const splits = await compute({});
    expect(splits).toMatchObject({
      consumed: { capacityUnit: { read: 1 } },
      schema: [{ name: 'id', type: 2 }],
      splitPoints: [],
      locations: [{ repeat: '1', location: expect.stringMatching(/^.{32}$/) }],
    });
    await expect(compute({ splitSize: '0' })).rejects.toThrow('The split_size should be greater than 0.');
    await expect(compute({ splitSizeUnitInByte: '0' })).rejects.toThrow(
      'The split_size_unit_in_byte should be greater equal than: 1048576',
    );
    expect(await running.call('listSearchIndex', { tableName })).toMatchObject({ indices: [] });
  });
});
