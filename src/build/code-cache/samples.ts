export type Serve = (
  method: string,
  url: string,
  more?: { headers?: Record<string, string>; body?: unknown; status?: number },
) => Promise<{ headers: Record<string, string | string[]>; body: Buffer }>;

/**
 * The calls whose code the cache holds: a visit, first and repeated, and the list. They also run the code that every call
 * runs. Write paths are left out: compiling them lazily costs no more than loading them from the cache at every cold start.
 */
export async function sampleCalls(serve: Serve): Promise<void> {
  const browser = { 'accept-encoding': 'gzip, deflate, br', 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' };
  const visit = await serve('GET', '/', { headers: browser });
  const cookie = String(visit.headers['set-cookie']).split(';')[0]!;
  await serve('GET', '/', { headers: { ...browser, cookie } });
  await serve('GET', '/api/tasks', { headers: { cookie } });
}
