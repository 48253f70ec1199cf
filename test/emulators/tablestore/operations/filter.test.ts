import { messageType } from '../../../../src/emulators/tablestore/protocol/protobuf';
import { createTable, ignore, type Running, start } from '../sdk';
import { callWire, plainRow, text } from '../wire';

function bytes(hex: string) {
  return Buffer.from(hex, 'hex');
}

function string(value: string) {
  return Buffer.concat([bytes('03'), Buffer.from([Buffer.byteLength(value), 0, 0, 0]), Buffer.from(value)]);
}

const seven = bytes('000700000000000000');
const half = bytes('01000000000000e03f');

const equal = 1;
const greaterThan = 3;
const exist = 7;
const notExist = 8;
const toInteger = 0;
const toDouble = 1;
const toText = 3;

/** What the Go and Java SDKs can ask for and the Node SDK cannot; the rest is tested with GetRow. */
describe('filters on the existence of a column and with regular expressions', () => {
  let running: Running;
  let tableName: string;
  beforeAll(async () => {
    running = await start();
    tableName = await createTable(running.call);
    await running.call('putRow', {
      tableName,
      condition: ignore,
      primaryKey: [{ id: 'a' }],
      attributeColumns: [{ x: '1aaa51bbb5' }, { tags: 't1:milk,t2:7,t3:0.5,名:买牛奶;' }, { n: 7 }],
    });
  });
  afterAll(() => running.server.close());

  const found = async (comparator: number, columnName: string, value = Buffer.alloc(0), rule?: object) => {
    const filter = messageType<object>('SingleColumnValueFilter').encode({
      comparator,
      columnName,
      columnValue: value,
      filterIfMissing: true,
      latestVersionOnly: true,
      ...(rule && { valueTransRule: rule }),
    });
    const { row } = await callWire<{ row: Buffer }>(
      running.server.url,
      'GetRow',
      { request: 'GetRowRequest', response: 'GetRowResponse' },
      {
        tableName,
        primaryKey: plainRow([{ name: 'id', value: text('a') }]),
        maxVersions: 1,
        filter: messageType<object>('Filter').encode({ type: 1, filter }),
      },
    );
    return row.length > 0;
  };

  test('A filter tests whether a column exists', async () => {
    expect([await found(exist, 'x'), await found(exist, 'z')]).toEqual([true, false]);
    expect([await found(notExist, 'x'), await found(notExist, 'z')]).toEqual([false, true]);
    await expect(found(9, 'x')).rejects.toThrow('400 OTSParameterInvalid Invalid relation operator: 9.');
  });

  test.each([
    ['the first match', equal, 'x', string('1aaa5'), '1[a-z]+5', toText, true],
    ['what the first parentheses match', equal, 'x', string('aaa'), '1([a-z]+)5', toText, true],
    ['a string when no type is given', equal, 'x', string('aaa'), '1([a-z]+)5', undefined, true],
    ['text that is not ASCII', equal, 'tags', string('买牛奶'), ':([^:]*);', toText, true],
    ['an integer', equal, 'tags', seven, 't2:([0-9]+),', toInteger, true],
    ['an integer that is compared', greaterThan, 'tags', seven, 't2:([0-9]+),', toInteger, false],
    ['a double', equal, 'tags', half, 't3:([0-9.]+),', toDouble, true],
    ['nothing when the types differ', equal, 'tags', seven, 't2:([0-9]+),', toText, false],
    ['nothing when the text is no number', equal, 'tags', seven, 't1:([a-z]+),', toInteger, false],
    ['nothing when nothing matches', equal, 'tags', string(''), 't9:([a-z]*),', toText, false],
    ['nothing in a column that is no string', equal, 'n', string('7'), '.+', toText, false],
    ['that it is there', exist, 'tags', undefined, 't1:([a-z]+),', toText, true],
    ['that it is not there', notExist, 'tags', undefined, 't9:([a-z]+),', toText, true],
  ])('A regular expression in a filter finds %s', async (_, comparator, column, value, regex, castType, expected) => {
    expect(await found(comparator, column, value, { regex, ...(castType !== undefined && { castType }) })).toBe(
      expected,
    );
  });

  test.each([
    [{ regex: '' }, 'The length of a regular expression must be in range: [1, 256].'],
    [{ regex: 'a'.repeat(257) }, 'The length of a regular expression must be in range: [1, 256].'],
    [{ regex: '(' }, 'Invalid regular expression: (.'],
    [{ regex: '买' }, 'Invalid regular expression: 买. It must be ASCII.'],
    [{ regex: '.', castType: 7 }, 'Invalid cast type: 7. It can be VT_INTEGER, VT_DOUBLE or VT_STRING.'],
  ])('The rule %j of a filter is refused', async (rule, message) => {
    await expect(found(equal, 'x', seven, rule)).rejects.toThrow(`400 OTSParameterInvalid ${message}`);
  });
});
