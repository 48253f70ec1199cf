export type Serve = (
  method: string,
  url: string,
  more?: { headers?: Record<string, string>; body?: unknown; status?: number },
) => Promise<{ headers: Record<string, string | string[]>; body: Buffer }>;

/**
 * The calls whose code the cache holds: a visit, first and repeated, and the list. They also run what any other call runs.
 * The little that is left of writing compiles as fast as it would be read, and every call would pay for reading it.
 */
export async function sampleCalls(serve: Serve): Promise<void> {
  const browser = { 'accept-encoding': 'gzip, deflate, br', 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' };
  const visit = await serve('GET', '/', { headers: browser });
  const cookie = String(visit.headers['set-cookie']).split(';')[0]!;
  await serve('GET', '/', { headers: { ...browser, cookie } });
  await serve('GET', '/api/tasks', { headers: { cookie } });
}
