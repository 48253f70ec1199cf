import express from 'express';
import type { IncomingMessage } from 'http';
import { Readable } from 'stream';
import { gzipSync } from 'zlib';
import { contextOf } from '../../../src/function/http/request-context';

/** Every byte value once. */
export const allBytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
export const longText = '待办任务 '.repeat(1000);

/** An Express app whose routes do what is hard to carry between the platform and Express. */
export function makeApp(): express.Express {
  const app = express();
  let posts = 0;
  app.get('/bytes', (_req, res) => void res.type('png').send(allBytes));
  app.get('/gzip', (_req, res) => void res.set('content-encoding', 'gzip').type('text').send(gzipSync(longText)));
  app.get('/pieces', (_req, res) => {
    res.writeHead(201, 'Made', { 'X-Piece': 'yes' });
    res.write('one ');
    setTimeout(() => res.end('two'), 5);
  });
  app.get('/piped', (_req, res) => void Readable.from(Array(40).fill(Buffer.alloc(65_536, allBytes))).pipe(res));
  app.post('/upload', express.raw({ type: () => true, limit: '40mb' }), (req, res) => {
    res.type('bin').send(Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0));
  });
  app.post('/late', (req, res) => {
    setTimeout(() => express.text({ type: () => true })(req, res, () => res.send(req.body)), 20);
  });
  app.post('/small', express.json({ limit: '1kb' }), (req, res) => void res.json(req.body));
  app.post('/count', (_req, res) => void res.send(String(++posts)));
  app.delete('/body', express.text({ type: () => true }), (req, res) => void res.send(req.body));
  app.get('/cookies', (_req, res) => {
    res.append('Set-Cookie', 'a=1').append('Set-Cookie', 'b=2').append('Vary', 'Origin').append('Vary', 'Accept');
    res.send('two cookies');
  });
  app.get('/framing', (_req, res) => {
    res.set({ Connection: 'close', Date: 'never', Trailer: 'X-Sum', TE: 'trailers', 'X-Fc-Request-Id': 'forged' });
    res.write('a');
    res.end('b');
  });
  app.get('/empty', (_req, res) => void res.status(204).end());
  app.get('/moved', (_req, res) => res.redirect('/elsewhere'));
  app.get('/throw', () => {
    throw new Error('thrown by a route');
  });
  app.get('/reject', async () => Promise.reject(new Error('rejected by a route')).catch(() => new Promise(() => {})));
  app.get('/silent', () => {});
  app.get('/destroy-before', (req) => void req.socket.destroy());
  app.get('/destroy-during', (_req, res) => {
    res.set('content-length', '1000').write('some');
    setTimeout(() => res.destroy(), 5);
  });
  app.get('/large-headers', (req, res) => void res.send(String(req.get('cookie')?.length)));
  app.use((req, res) => void res.json(describeRequest(req)));
  app.use((error: Error, _req: express.Request, res: express.Response, _next: express.NextFunction) => {
    res.status((error as Error & { status?: number }).status ?? 500).json({ error: error.message });
  });
  return app;
}

function describeRequest(req: express.Request): object {
  const context = contextOf(req as IncomingMessage);
  return {
    method: req.method,
    url: req.url,
    query: req.query,
    headers: req.headers,
    ip: req.ip,
    protocol: req.protocol,
    address: req.socket.remoteAddress,
    context,
    millisecondsLeft: context.deadline - context.startedAt,
  };
}
