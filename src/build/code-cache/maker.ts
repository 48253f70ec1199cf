/*
 * Runs on the function's Node.js: `maker.js <folder of the function> <file for the cache>`. It serves sample calls, so that
 * V8 compiles the functions that calls need, and writes them to the file. It prints the name that the loader looks for.
 */
import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { Script } from 'vm';
import type { FcRequest, FcResponse, Handler } from '../../function/faas/types';
import { cacheName } from '../../function/load';
import { type Serve, sampleCalls } from './samples';

const [, , folder = '', output = ''] = process.argv;
// The file's name becomes part of the cache: it must not depend on where the build runs.
const script = new Script(readFileSync(join(folder, 'function.js'), 'latin1'), { filename: 'function.js' });
const loaded: { exports: { handler?: Handler } } = { exports: {} };
console.log = checkLogLine;
script.runInThisContext()(loaded.exports, require, loaded, join(folder, 'index-faas.js'), folder, 'absent');

sampleCalls(serve)
  .then(() => {
    writeFileSync(output, script.createCachedData());
    process.stdout.write(`${cacheName()}\n`);
    process.exit(0);
  })
  .catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });

/** Refuses a sample call that was retried, because it ran other code than usual. */
function checkLogLine(line: string): void {
  if (line.includes('"storeErrors"')) throw new Error(`the store failed in a sample call: ${line}`);
}

function serve(...[method, url, { headers = {}, body, status = 200 } = {}]: Parameters<Serve>): ReturnType<Serve> {
  const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
  const request = {
    method,
    url,
    path: url,
    queries: {},
    headers: { host: 'localhost', ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    clientIP: '127.0.0.1',
    body: bytes,
  };
  return new Promise((resolve, reject) => {
    const answer = { status: 200, headers: {} as Record<string, string | string[]> };
    const response: FcResponse = {
      setStatusCode: (code) => (answer.status = code),
      setHeader: (name, value) => (answer.headers[name] = value),
      send(sent) {
        // Wait until the connection to the store is idle, so that each next call finds one.
        if (answer.status === status) setTimeout(resolve, 30, { headers: answer.headers, body: sent });
        else reject(new Error(`${method} ${url} answered ${answer.status}: ${sent}`));
      },
    };
    const context = { requestId: 'sample', function: { timeout: 60 } };
    loaded.exports.handler!(request as unknown as FcRequest, response, context);
  });
}
