import { buildSync } from 'esbuild';
import { type IncomingHttpHeaders, request } from 'http';
import { join } from 'path';
import type { FunctionComputeOptions } from '../../src/local/function-compute/server';
import { type Deployment, deploy } from '../local/function-compute/deployment';

export type Wrapper = 'ours' | 'fc-express';

let bundled: string | undefined;

/** Deploys the function of `function.ts`, bundled as the real one is, with one wrapper or the other. */
export function deployWrapped(
  wrapper: Wrapper,
  options: Partial<FunctionComputeOptions> & { properties?: Record<string, unknown> } = {},
): Promise<Deployment> {
  bundled ??= buildSync({
    entryPoints: [join(__dirname, 'function.ts')],
    bundle: true,
    platform: 'node',
    target: 'node12',
    format: 'cjs',
    write: false,
  }).outputFiles[0]!.text;
  const { properties, ...rest } = options;
  return deploy({
    source: bundled,
    warm: true,
    freeze: false,
    environment: { WRAPPER: wrapper },
    properties: { Timeout: 1, MemorySize: 512, ...properties },
    ...rest,
  });
}

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

interface Sent {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: Buffer | string;
}

/** One request with exactly these headers. A body without content-length is sent chunked. */
export function send(url: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const req = request(url, { method, headers, agent: false }, (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk) => chunks.push(chunk)).on('error', reject);
      res.on('end', () => resolve({ status: res.statusCode!, headers: res.headers, body: Buffer.concat(chunks) }));
    });
    req.on('error', reject);
    if (body !== undefined) req.write(body);
    req.end();
  });
}

/** What the app's last route tells about the request that it got. */
export async function described(url: string, sent?: Sent): Promise<Description> {
  return JSON.parse((await send(url, sent)).body.toString());
}

export interface Description {
  method: string;
  url: string;
  query: Record<string, unknown>;
  headers: IncomingHttpHeaders;
  ip?: string;
  protocol: string;
  address?: string;
  invocation?: Record<string, unknown>;
  millisecondsLeft?: number;
}
