import {
  createTable,
  ignore,
  invalidParameter,
  type Refusal,
  type Running,
  refusal,
  sdk,
  start,
  uniqueName,
} from '../sdk';

/** The service looks at a request before it looks for the table. */
describe('the order of checks', () => {
  let running: Running;
  let present: string;
  beforeAll(async () => {
    running = await start();
    present = await createTable(running.call);
  });
  afterAll(() => running.server.close());

  const missing = { status: 404, code: 'OTSObjectNotExist', message: 'Requested table does not exist.' };
  const five = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ [name]: 'x' }));
  const change = { condition: ignore, attributeColumns: [{ x: 1 }] };
  const range = { direction: 'FORWARD', exclusiveEndPrimaryKey: [{ id: sdk.INF_MAX }] };

  const wrongForEveryTable: [string, string, object, string][] = [
    ...['getRow', 'putRow', 'deleteRow'].map((operation): [string, string, object, string] => [
      `${operation} with five key columns`,
      operation,
      { primaryKey: five, ...change },
      'The number of primary key columns must be in range: [1, 4].',
    ]),
    [
      'updateRow with five key columns',
      'updateRow',
      { primaryKey: five, condition: ignore, updateOfAttributeColumns: [{ PUT: [{ x: 1 }] }] },
      'The number of primary key columns must be in range: [1, 4].',
    ],
    [
      'getRange with five key columns',
      'getRange',
      { ...range, inclusiveStartPrimaryKey: five },
      'The number of primary key columns must be in range: [1, 4].',
    ],
    [
      'getRow with a long column name and a key of no table',
      'getRow',
      { primaryKey: [{ other: 'x' }], columnsToGet: ['c'.repeat(256)] },
      `Invalid column name: '${'c'.repeat(256)}'.`,
    ],
    [
      'putRow with a wrong column name and a key of no table',
      'putRow',
      { primaryKey: [{ other: 'x' }], condition: ignore, attributeColumns: [{ '#': 1 }] },
      "Invalid column name: '#'.",
    ],
    [
      'startLocalTransaction with two key columns',
      'startLocalTransaction',
      { primaryKey: [{ id: 'a' }, { other: 'b' }] },
      'StartLocalTransaction support only one primary key.',
    ],
    [
      'updateTable without a time to live',
      'updateTable',
      { tableOptions: { timeToLive: 0 } },
      'TimeToLive cannot be 0 or less than -1.',
    ],
    [
      'createIndex with five key columns',
      'createIndex',
      { indexMeta: { name: 'i', primaryKey: ['a', 'b', 'c', 'd', 'e'], definedColumn: [] } },
      'The number of primary key columns must be in range: [1, 4].',
    ],
  ];

  test.each(wrongForEveryTable)('The request %s is refused alike whether the table exists or not', async (...row) => {
    const [, operation, params, message] = row;
    const ask = (name: string): Promise<Refusal> =>
      refusal(running.call(operation, { tableName: name, mainTableName: name, ...params }));
    expect(await ask(uniqueName())).toEqual(invalidParameter(message));
    expect(await ask(present)).toEqual(invalidParameter(message));
  });

  test('A request that some table could serve is refused for the missing table', async () => {
    const tableName = uniqueName();
    const primaryKey = [{ id: 'a' }];
    const requests: [string, object][] = [
      ['getRow', { primaryKey }],
      ['putRow', { primaryKey, ...change }],
      ['startLocalTransaction', { primaryKey }],
      ['updateTable', { tableOptions: { maxVersions: 2 } }],
      ['getRange', { ...range, inclusiveStartPrimaryKey: [{ id: sdk.INF_MIN }] }],
    ];
    for (const [operation, params] of requests) {
      expect(await refusal(running.call(operation, { tableName, ...params }))).toEqual(missing);
    }
  });
});
