import { type IncomingHttpHeaders, request } from 'node:http';

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface Sent {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: Buffer | string;
}

/** One request with exactly these headers, each value in a line of its own. A body without content-length is chunked. */
export function send(url: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const lines = Object.entries({ Host: new URL(url).host, ...headers }).flatMap(([name, value]) =>
      [value].flat().flatMap((line) => [name, line]),
    );
    const req = request(url, { method, headers: lines, agent: false }, (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk) => chunks.push(chunk)).on('error', reject);
      res.on('end', () => resolve({ status: res.statusCode!, headers: res.headers, body: Buffer.concat(chunks) }));
    });
    req.on('error', reject);
    if (body !== undefined) req.write(body);
    req.end();
  });
}
