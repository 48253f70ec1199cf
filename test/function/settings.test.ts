import { readSettings, tablestoreEndpoint } from '../../src/function/settings';

const minimal = { TABLESTORE_INSTANCE: 'todolist' };

test('a name of an instance is enough: all else has a default', () => {
  const settings = readSettings(minimal);
  expect(settings).toEqual({
    tablestoreEndpoint: undefined,
    tablestoreInstance: 'todolist',
    sessionSecrets: [],
    sessionCookie: expect.stringMatching(/^session-[0-9a-f]{8}$/),
    forwardedHeaders: ['x-forwarded-proto', 'x-forwarded-host'],
    credentials: undefined,
    serverPort: 9000,
  });
  expect(tablestoreEndpoint(settings, 'cn-hangzhou')).toBe('https://todolist.cn-hangzhou.vpc.tablestore.aliyuncs.com');
});

test('every wrong variable is named at once', () => {
  const wrong = {
    FORWARDED_HEADERS: 'X-Real-IP',
    TABLESTORE_ENDPOINT: 'ftp://x',
    SESSION_SECRET: 'a long enough secret,short',
  };
  expect(() => readSettings(wrong)).toThrow(
    /TABLESTORE_INSTANCE must name.*TABLESTORE_ENDPOINT must be http.*SESSION_SECRET must hold at least 16.*FORWARDED_HEADERS must be none/,
  );
});

test('services that share no data have cookies of different names, and a service keeps its name at any of its addresses', () => {
  const cookie = (more: Record<string, string>) => readSettings({ ...minimal, ...more }).sessionCookie;
  const own = cookie({});
  expect(cookie({ TABLESTORE_ENDPOINT: 'https://todolist.cn-hangzhou.ots-internal.aliyuncs.com' })).toBe(own);
  const others = [
    cookie({ TABLESTORE_INSTANCE: 'another' }),
    cookie({ TABLESTORE_ENDPOINT: 'http://127.0.0.1:8087' }),
    cookie({ TABLESTORE_ENDPOINT: 'http://127.0.0.1:8088' }),
  ];
  expect(new Set([own, ...others]).size).toBe(4);
  expect(cookie({ SESSION_COOKIE: 'mine' })).toBe('mine');
});

test('session secrets may be several, in their order', () => {
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
