'use strict';
/*
 * Keeps a built function loaded, on the function's Node.js, and calls its handler as its parent asks: with the bytes of an event,
 * or with the request of an HTTP trigger. Argument: the function's folder.
 */
const { EventEmitter } = require('events');

console.log = () => {};
console.error = () => {};
const { handler } = require(`${process.argv[2]}/index-faas.js`);
const context = { requestId: 'kept', function: { timeout: 30 } };

const callWithEvent = (bytes) =>
  new Promise((resolve, reject) => {
    handler(bytes, context, (error, answer) => (error ? reject(error) : resolve(answer)));
  });

const callWithRequest = (request) =>
  new Promise((resolve, reject) => {
    const headers = {};
    let statusCode = 0;
    const response = {
      setStatusCode: (status) => (statusCode = status),
      setHeader: (name, value) => (headers[name] = [value].flat().join(', ')),
      send: (body) =>
        statusCode === 0 ? reject(new Error('no status')) : resolve({ statusCode, headers, body: String(body) }),
    };
    handler(Object.assign(new EventEmitter(), request), response, context);
  });

const memory = async () => {
  await new Promise(setImmediate);
  global.gc();
  return process.memoryUsage().heapUsed;
};

const does = {
  event: ({ bytes }) => callWithEvent(Buffer.from(bytes, 'base64')),
  request: ({ request, bytes }) =>
    callWithRequest(bytes === undefined ? request : { ...request, body: Buffer.from(bytes, 'base64') }),
  memory,
};

process.on('message', async ({ id, what, ...input }) => {
  try {
    process.send({ id, result: await does[what](input), polluted: {}.polluted !== undefined });
  } catch (error) {
    process.send({ id, error: String(error) });
  }
});
