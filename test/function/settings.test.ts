import { readSettings, tablestoreEndpoint } from '../../src/function/settings';

const minimal = { TABLESTORE_INSTANCE: 'todolist' };

test('a name of an instance is enough: all else has a default', () => {
  const settings = readSettings(minimal);
  expect(settings).toEqual({
    tablestoreEndpoint: undefined,
    tablestoreInstance: 'todolist',
    sessionSecrets: [],
    credentials: undefined,
  });
  expect(tablestoreEndpoint(settings, 'cn-hangzhou')).toBe('https://todolist.cn-hangzhou.vpc.tablestore.aliyuncs.com');
});

test('every wrong variable is named at once', () => {
  const wrong = { TABLESTORE_ENDPOINT: 'ftp://x', SESSION_SECRET: 'a long enough secret,short' };
  expect(() => readSettings(wrong)).toThrow(
    /TABLESTORE_INSTANCE must name.*TABLESTORE_ENDPOINT must be http.*SESSION_SECRET must hold at least 16/,
  );
});

test('session secrets may be several, newest first', () => {
  const { sessionSecrets } = readSettings({ ...minimal, SESSION_SECRET: 'the newer secret key, the older secret key' });
  expect(sessionSecrets).toEqual(['the newer secret key', 'the older secret key']);
});

test('keys come with their token when it is set, and only as a pair', () => {
  const pair = { ...minimal, ALIBABA_CLOUD_ACCESS_KEY_ID: 'id', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret' };
  expect(readSettings(pair).credentials).toEqual({ accessKeyId: 'id', accessKeySecret: 'secret' });
  expect(readSettings({ ...pair, ALIBABA_CLOUD_SECURITY_TOKEN: 't' }).credentials).toMatchObject({
    securityToken: 't',
  });
  expect(readSettings({ ...minimal, ALIBABA_CLOUD_ACCESS_KEY_ID: 'id' }).credentials).toBeUndefined();
});
