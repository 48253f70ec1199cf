import * as http from 'node:http';
import type { AddressInfo } from 'node:net';

/** The part of Function Compute's control plane that fun needs to deploy a service, its functions and triggers. */
export interface FcApi {
  url: string;
  /** `METHOD /path` of each call. */
  calls: string[];
  /** The zip that a function was given last. */
  codeOf(service: string, name: string): Buffer;
  /** From now on refuses to change anything. */
  refuse(): void;
  close(): Promise<void>;
}

const notFound = [
  [/\/triggers\/[^/]+$/, 'TriggerNotFound'],
  [/\/functions\/[^/]+$/, 'FunctionNotFound'],
  [/\/services\/[^/]+$/, 'ServiceNotFound'],
] as const;

/** Starts one that has nothing yet. */
export async function startFcApi(): Promise<FcApi> {
  const resources = new Map<string, Record<string, unknown>>();
  const calls: string[] = [];
  let refusing = false;
  const answer = (method: string, path: string, body: Record<string, unknown>): [number, object] => {
    if (method === 'GET') {
      if (/\/(functions|triggers)$/.test(path)) {
        return [
          200,
          {
            [path.split('/').pop()!]: [...resources].filter(([key]) => key.startsWith(`${path}/`)).map(([, it]) => it),
          },
        ];
      }
      const code = notFound.find(([pattern]) => pattern.test(path))?.[1] ?? 'NotFound';
      return resources.has(path) ? [200, resources.get(path)!] : [404, { ErrorCode: code, ErrorMessage: `no ${path}` }];
    }
    if (refusing) return [403, { ErrorCode: 'AccessDenied', ErrorMessage: 'the key may not do this' }];
    const name = body.serviceName ?? body.functionName ?? body.triggerName;
    const key = method === 'POST' ? `${path}/${name}` : path;
    resources.set(key, { ...resources.get(key), ...body });
    return [200, resources.get(key)!];
  };
  const server = http.createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk) => chunks.push(chunk));
    req.on('end', () => {
      const path = req.url!.split('?')[0]!.replace('/2016-08-15', '');
      calls.push(`${req.method} ${path}`);
      const text = Buffer.concat(chunks).toString();
      const [status, body] = answer(req.method!, path, text ? JSON.parse(text) : {});
      res.writeHead(status, { 'Content-Type': 'application/json', 'X-Fc-Request-Id': 'test' });
      res.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    codeOf(service, name) {
      const { code } = resources.get(`/services/${service}/functions/${name}`) as { code: { zipFile: string } };
      return Buffer.from(code.zipFile, 'base64');
    },
    refuse: () => {
      refusing = true;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
