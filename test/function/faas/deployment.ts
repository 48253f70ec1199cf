import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { FunctionComputeOptions } from '../../../src/emulators/function-compute/server';
import { type Sent, send } from '../../emulators/function-compute/client';
import { type Deployment, deploy } from '../../emulators/function-compute/deployment';

export { type Reply, send } from '../../emulators/function-compute/client';

export type Wrapper = 'ours' | 'fc-express';

let bundled: string | undefined;

/** Deploys the function of `function.ts`, bundled as the real one is, with one wrapper or the other. */
export function deployWrapped(
  wrapper: Wrapper,
  options: Partial<FunctionComputeOptions> & { properties?: Record<string, unknown>; share?: boolean } = {},
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
    properties: { Timeout: 5, MemorySize: 512, ...properties },
    ...rest,
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
  context: Record<string, unknown>;
  millisecondsLeft?: number;
}
