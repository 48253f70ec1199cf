'use strict';
/*
 * The least that can run a function: loads `<folder>/index-faas.js`, serves one call of an HTTP trigger and ends. It runs on
 * Node 12 too. Arguments: the folder, or `nothing` to serve no call at all; the request as JSON. Prints one line of JSON
 * when the answer is there; what the function logs goes to standard error.
 */
const { writeSync } = require('fs');

function answered(status, headers, body) {
  const { user, system } = process.cpuUsage();
  const cpu = (user + system) / 1000;
  const line = { status, cpu, rss: process.memoryUsage().rss, headers, body: body.toString('base64') };
  writeSync(1, `${JSON.stringify(line)}\n`);
  process.exit(0);
}

const [, , folder, request] = process.argv;
if (folder === 'nothing') answered(200, {}, Buffer.alloc(0));

console.log = console.error;
const { handler } = require(`${folder}/index-faas.js`);
const { EventEmitter } = require('events');
const { method, url, headers = {}, body = '' } = JSON.parse(request);
const req = {
  method,
  url,
  path: url.split('?')[0],
  queries: {},
  headers,
  clientIP: '127.0.0.1',
  body: Buffer.from(body),
};
let status = 200;
const answerHeaders = {};
const resp = {
  setStatusCode: (code) => (status = code),
  setHeader: (name, value) => (answerHeaders[name] = value),
  send: (sent) => answered(status, answerHeaders, sent),
};
handler(Object.assign(new EventEmitter(), req), resp, { requestId: 'one', function: { timeout: 30 } });
