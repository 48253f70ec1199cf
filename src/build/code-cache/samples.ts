import type { Serve } from './maker';

/**
 * The calls whose code the cache holds: what people do all day, once each. The code of rarer calls is compiled when they
 * come; were it in the cache, every call would pay for reading it.
 */
export async function sampleCalls(serve: Serve): Promise<void> {
  const visit = await serve('GET', '/', { headers: { 'accept-encoding': 'gzip, br', 'accept-language': 'zh-CN' } });
  const cookie = String(visit.headers['set-cookie']).split(';')[0]!;
  const headers = { cookie };
  const created = await serve('POST', '/api/tasks', { headers, body: { title: 'a', note: 'b' }, status: 201 });
  const { id } = JSON.parse(created.body.toString()) as { id: string };
  await serve('GET', '/', { headers: { cookie, 'accept-encoding': 'gzip, br', 'accept-language': 'en' } });
  await serve('GET', '/api/tasks', { headers });
  await serve('GET', `/api/tasks/${id}`, { headers });
  await serve('PATCH', `/api/tasks/${id}`, { headers: { cookie, 'if-match': '"1"' }, body: { completed: true } });
  await serve('DELETE', `/api/tasks/${id}`, { headers, status: 204 });
}
