import { readSync, writeSync } from 'fs';
import { Socket } from 'net';
import { encodeFrame, FrameReader } from '../frames';
import type { FromInstance, ToInstance } from '../protocol';

/** The instance's end of the pipe. Its process exits when the other end is gone, perhaps by `kill -9`. */
export interface Pipe {
  send(message: FromInstance, body?: Buffer): void;
  /** Waits for the next call. */
  next(): void;
}

type Receive = (message: ToInstance, body: Buffer) => void;

const pipeDescriptor = 3;
const parentCheckMs = 500;

export function openPipe(frozenBetweenCalls: boolean, receive: Receive): Pipe {
  const { ppid } = process;
  // The timer also keeps the process alive during a call that waits for no timer and no socket.
  setInterval(() => process.ppid === ppid || process.exit(), parentCheckMs);
  return frozenBetweenCalls ? blockingPipe(receive) : streamingPipe(receive);
}

/**
 * Between two invocations the event loop stands still, as in the FC2 runtime, which waits for the next call inside a turn of the
 * loop: no timer fires and no socket is served until the process is in a call again.
 */
function blockingPipe(receive: Receive): Pipe {
  const reader = new FrameReader<ToInstance>();
  return {
    send(message, body) {
      for (const piece of encodeFrame(message, body)) writeAll(piece);
    },
    next() {
      for (;;) {
        const chunk = Buffer.allocUnsafe(65_536);
        const length = orExit(() => readSync(pipeDescriptor, chunk, 0, chunk.length, null));
        if (length === 0) process.exit();
        const [frame] = reader.push(chunk.slice(0, length));
        if (!frame) continue;
        receive(frame.message, frame.body);
        return;
      }
    },
  };
}

function writeAll(bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) written += orExit(() => writeSync(pipeDescriptor, bytes, written));
}

function orExit(action: () => number): number {
  try {
    return action();
  } catch {
    return process.exit();
  }
}

/** The event loop goes on between calls. */
function streamingPipe(receive: Receive): Pipe {
  const reader = new FrameReader<ToInstance>();
  const socket = new Socket({ fd: pipeDescriptor, readable: true, writable: true });
  socket.on('end', () => process.exit()).on('error', () => process.exit());
  socket.on('data', (chunk: Buffer) => {
    for (const { message, body } of reader.push(chunk)) receive(message, body);
  });
  return {
    send(message, body) {
      for (const piece of encodeFrame(message, body)) socket.write(piece);
    },
    next() {},
  };
}
