import { signReply, signRequest, signRequestV4 } from '../../../../src/emulators/tablestore/http/signature';

describe('signatures', () => {
  const request = new Map([
    ['host', 'not signed'],
    ['x-ots-signature', 'not signed either'],
    ['x-ots-instancename', 'inst'],
    ['x-ots-contentmd5', '1B2M2Y8AsgTpgAmY7PhCfg=='],
    ['x-ots-date', '2026-01-01T00:00:00.000Z'],
    ['x-ots-accesskeyid', 'AK'],
    ['x-ots-apiversion', ' 2015-12-31 '],
  ]);

  test('A request is signed over its path and its sorted, trimmed headers', () => {
    expect(signRequest('SK', '/ListTable', request)).toBe('uJYFF9sQFakuiF7Gi27ovlYmZTU=');
  });

  test('An STS token is one more signed header', () => {
    const withToken = new Map([...request, ['x-ots-ststoken', 'token']]);
    expect(signRequest('SK', '/ListTable', withToken)).not.toBe(signRequest('SK', '/ListTable', request));
  });

  test('A request of version 4 is signed with a key for its day and region', () => {
    const headers = new Map([
      ['x-ots-accesskeyid', 'credentials_test_id'],
      ['x-ots-apiversion', '2015-12-31'],
      ['x-ots-contentmd5', '1B2M2Y8AsgTpgAmY7PhCfg=='],
      ['x-ots-date', '2024-08-08T03:22:47.8123Z'],
      ['x-ots-instancename', 'credentials_test'],
      ['x-ots-signdate', '20240808'],
      ['x-ots-signregion', 'cn-hangzhou'],
    ]);
    expect(signRequestV4('credentials_test_secret', '/ListTable', headers)).toBe(
      'mUSbIuIfN/JuO4/mCOaQZ72JHDc8z6gjPdBpPyAd/ac=',
    );
  });

  test('A reply is signed over its headers and then the path', () => {
    const reply = new Map([
      ['x-ots-contentmd5', '1B2M2Y8AsgTpgAmY7PhCfg=='],
      ['x-ots-contenttype', 'protocol buffer'],
      ['x-ots-date', '2026-01-01T00:00:00.000000Z'],
      ['x-ots-requestid', 'RID'],
    ]);
    expect(signReply('SK', '/ListTable', reply)).toBe('mCyy7VThZOh1a4QyvNkIf+cMXjA=');
  });
});
