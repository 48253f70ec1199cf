import * as http from 'node:http';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';
import * as httpProxy from 'http-proxy-3';
import type { Target } from './target';

export interface BrowseProxy {
  url: string;
  close(): Promise<void>;
}

/**
 * A proxy on this machine through which a browser opens a deployed function that has no domain of its own. It undoes what
 * the platform's default domain does to a web page: the path before every path, the forced download, cookies and links for
 * another origin. Bodies pass through as they come.
 */
export async function startBrowseProxy(target: Target, port: number): Promise<BrowseProxy> {
  const agent = new (target.origin.startsWith('https:') ? https : http).Agent({ keepAlive: true });
  const proxy = httpProxy.createProxyServer({
    target: target.origin,
    agent,
    changeOrigin: true,
    cookieDomainRewrite: '',
    cookiePathRewrite: '/',
  });
  const server = http.createServer((req, res) => {
    addressTarget(req, target);
    proxy.web(req, res);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  proxy.on('proxyRes', (answer) => adaptAnswer(answer.headers, target, url));
  proxy.on('error', (error, _req, res) => answerFailure(error, res, target));
  return {
    url,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      agent.destroy();
    },
  };
}

/** Makes a request for the proxy one for the function, which must not take it for one of another site's page. */
function addressTarget(req: http.IncomingMessage, { origin, prefix }: Target): void {
  const own = `http://${req.headers.host}`;
  if (!req.url!.startsWith(`${prefix}/`)) req.url = prefix + req.url;
  if (req.headers.origin === own) req.headers.origin = origin;
  if (req.headers.referer?.startsWith(`${own}/`)) {
    req.headers.referer = origin + prefix + req.headers.referer.slice(own.length);
  }
}

function adaptAnswer(headers: http.IncomingHttpHeaders, { origin, prefix }: Target, own: string): void {
  // A function's own download has a file name; the platform's forced one has not.
  if (headers['content-disposition']?.trim().toLowerCase() === 'attachment') delete headers['content-disposition'];
  for (const name of ['location', 'link'] as const) {
    const value = headers[name];
    if (typeof value === 'string') headers[name] = value.split(origin + prefix).join(own);
  }
  const cookies = headers['set-cookie'];
  // Over http a browser stores no Secure cookie, so none with the prefix __Host- or with SameSite=None either.
  if (cookies) {
    headers['set-cookie'] = cookies.map((cookie) =>
      cookie
        .replace(/^__(Host|Secure)-/, '')
        .replace(/;\s*secure(?=;|$)/gi, '')
        .replace(/;\s*samesite=none(?=;|$)/gi, '; SameSite=Lax'),
    );
  }
}

function answerFailure(error: Error & { code?: string }, res: object, { origin }: Target): void {
  if (!(res instanceof http.ServerResponse)) return;
  if (res.headersSent) return void res.destroy();
  res.writeHead(502, { 'Content-Type': 'text/plain; charset=utf-8' });
  res.end(`${origin} does not answer: ${error.message || error.code}\n`);
}
