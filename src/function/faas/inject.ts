import { IncomingMessage, type ServerResponse } from 'http';
import type { Socket } from 'net';
import { bufferedResponse } from './response';
import { InvocationSocket } from './socket';
import type { Answer, HttpCall } from './types';

export type RequestListener = (req: IncomingMessage, res: ServerResponse) => void;

/**
 * Calls an app in this process, as a server does after it parsed a request. The body, which is whole already, becomes a
 * stream, because that is what Express and its middleware read. `done` is called once: with the answer, or with an error
 * when the app throws or ends the connection instead of answering.
 * @returns a function that closes the app's connection, as a client does that leaves
 */
export function inject(
  app: RequestListener,
  call: HttpCall,
  prepare: (req: IncomingMessage) => void,
  done: (outcome: Answer | Error) => void,
): () => void {
  const socket = new InvocationSocket(call.clientAddress, call.secure);
  const req = makeRequest(call, socket);
  const { res, answer } = bufferedResponse(req);
  res.assignSocket(socket as unknown as Socket);
  let settled = false;
  const settle = (outcome: Answer | Error): void => {
    if (settled) return;
    settled = true;
    done(outcome);
    // The app sees 'close' after 'finish', as from a server.
    socket.destroy();
  };
  // After all listeners of 'finish', because the platform may stop the process right after the answer.
  res.on('finish', () => process.nextTick(settle, answer()));
  // An app that writes after the end makes a mistake, but its answer was complete before.
  res.on('error', (error) => res.writableEnded || settle(error));
  socket.on('error', settle);
  socket.on('close', () => settle(new Error('the app closed the connection before it had answered')));
  try {
    prepare(req);
    app(req, res);
  } catch (error) {
    settle(error instanceof Error ? error : new Error(String(error)));
  }
  return () => socket.destroy();
}

function makeRequest(call: HttpCall, socket: InvocationSocket): IncomingMessage {
  const req = new IncomingMessage(socket as unknown as Socket);
  const rawHeaders: string[] = [];
  for (const [name, value] of Object.entries(call.headers)) {
    for (const line of Array.isArray(value) ? value : [value]) rawHeaders.push(name, line);
  }
  Object.assign(req, {
    method: call.method,
    url: call.target,
    headers: call.headers,
    rawHeaders,
    httpVersion: '1.1',
    httpVersionMajor: 1,
    httpVersionMinor: 1,
    complete: true,
  });
  if (call.body.length > 0) req.push(call.body);
  req.push(null);
  return req;
}
