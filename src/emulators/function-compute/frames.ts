/**
 * The wire between the local Function Compute and one of its instances: frames on an extra pipe, in both directions.
 * A frame is two 32-bit lengths (big endian), a JSON message and a body of bytes:
 * `00 00 00 10 | 00 00 00 02 | {"type":"result"} | 68 69`.
 */
export interface Frame<Message> {
  message: Message;
  body: Buffer;
}

const lengthsSize = 8;
const nothing = Buffer.alloc(0);

/** The bytes of one frame, as the pieces to write in order (the body is not copied). */
export function encodeFrame(message: unknown, body: Buffer = nothing): Buffer[] {
  const json = Buffer.from(JSON.stringify(message));
  const lengths = Buffer.allocUnsafe(lengthsSize);
  lengths.writeUInt32BE(json.length, 0);
  lengths.writeUInt32BE(body.length, 4);
  return body.length > 0 ? [Buffer.concat([lengths, json]), body] : [Buffer.concat([lengths, json])];
}

/** Collects chunks of a pipe and hands out the frames that are complete. */
export class FrameReader<Message> {
  #chunks: Buffer[] = [];
  #length = 0;

  push(chunk: Buffer): Frame<Message>[] {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    const frames: Frame<Message>[] = [];
    for (let frame = this.#take(); frame; frame = this.#take()) frames.push(frame);
    return frames;
  }

  #take(): Frame<Message> | undefined {
    if (this.#length < lengthsSize) return undefined;
    if (this.#chunks[0]!.length < lengthsSize) this.#join();
    const first = this.#chunks[0]!;
    const jsonEnd = lengthsSize + first.readUInt32BE(0);
    const end = jsonEnd + first.readUInt32BE(4);
    if (this.#length < end) return undefined;
    const all = this.#join();
    this.#chunks = all.length > end ? [all.subarray(end)] : [];
    this.#length -= end;
    return { message: JSON.parse(all.toString('utf8', lengthsSize, jsonEnd)), body: all.subarray(jsonEnd, end) };
  }

  #join(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0]!;
  }
}
