'use strict';
/*
 * A server on a free port, on the function's Node.js: `handler <folder>` calls the function's handler as the platform does,
 * `express <folder>` serves the same app of the unbundled build by plain Express. Prints its port.
 */
const http = require('http');

const [, , mode, folder] = process.argv;
console.log = () => {};

function express() {
  const { createApp } = require(`${folder}/app.js`);
  const { readSettings } = require(`${folder}/settings.js`);
  const observe = { loadMilliseconds: 0, log: (line) => console.log(line) };
  return createApp({ settings: readSettings(process.env), version: 'plain', observe });
}

function platform() {
  const { handler } = require(`${folder}/index-faas.js`);
  return (req, res) => {
    const chunks = [];
    req.on('data', (chunk) => chunks.push(chunk));
    req.on('end', () => {
      const { method, url, headers } = req;
      const call = { method, url, path: url.split('?')[0], queries: {}, headers, body: Buffer.concat(chunks) };
      const response = {
        setStatusCode: (status) => (res.statusCode = status),
        setHeader: (name, value) => res.setHeader(name, value),
        send: (body) => res.end(body),
      };
      handler(Object.assign(new http.IncomingMessage(req.socket), call), response, {
        requestId: 'warm',
        function: { timeout: 30 },
      });
    });
  };
}

const server = http.createServer(mode === 'express' ? express() : platform());
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
