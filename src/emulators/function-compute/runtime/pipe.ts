import { readSync, writeSync } from 'fs';
import { Socket } from 'net';
import { encodeFrame, FrameReader } from '../frames';
import type { FromInstance, ToInstance } from '../protocol';

/** The instance's end of the pipe. Its process exits when the other end is gone, perhaps by `kill -9`. */
export interface Pipe {
  tell(message: FromInstance, body?: Buffer): void;
  /** Waits for the next call. */
  next(): void;
}

type Hear = (message: ToInstance, body: Buffer) => void;

const pipeDescriptor = 3;
const parentCheckMs = 500;

export function openPipe(frozenBetweenCalls: boolean, hear: Hear): Pipe {
  const { ppid } = process;
  // It also keeps the process alive while a call waits for nothing that would.
  setInterval(() => process.ppid === ppid || process.exit(), parentCheckMs);
  return frozenBetweenCalls ? blockingPipe(hear) : streamingPipe(hear);
}

/**
 * Between two calls the event loop stands still, as in the FC2 runtime, which waits for the next call inside a turn of the
 * loop: no timer fires and no socket is served until the process is in a call again.
 */
function blockingPipe(hear: Hear): Pipe {
  const reader = new FrameReader<ToInstance>();
  return {
    tell(message, body) {
      for (const piece of encodeFrame(message, body)) writeAll(piece);
    },
    next() {
      for (;;) {
        const chunk = Buffer.allocUnsafe(65_536);
        const length = orExit(() => readSync(pipeDescriptor, chunk, 0, chunk.length, null));
        if (length === 0) process.exit();
        const [frame] = reader.push(chunk.slice(0, length));
        if (!frame) continue;
        hear(frame.message, frame.body);
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
function streamingPipe(hear: Hear): Pipe {
  const reader = new FrameReader<ToInstance>();
  const socket = new Socket({ fd: pipeDescriptor, readable: true, writable: true });
  socket.on('end', () => process.exit()).on('error', () => process.exit());
  socket.on('data', (chunk: Buffer) => {
    for (const { message, body } of reader.push(chunk)) hear(message, body);
  });
  return {
    tell(message, body) {
      for (const piece of encodeFrame(message, body)) socket.write(piece);
    },
    next() {},
  };
}
