import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { invalid } from '../errors';

const schema = protobuf.parse(readFileSync(join(__dirname, 'tablestore.proto'), 'utf8')).root.resolveAll();

/** Decodes and encodes messages of one type of tablestore.proto. */
export interface MessageType<Message> {
  /** @throws OtsError OTSParameterInvalid `Parse PBMessage from RawString failed.` */
  decode(bytes: Buffer): Message;
  encode(message: Message): Buffer;
}

/** The type of that name; its shape in TypeScript is in messages.ts. */
export function messageType<Message extends object>(name: string): MessageType<Message> {
  const type = schema.lookupType(name);
  return {
    decode: (bytes) => {
      try {
        return type.toObject(type.decode(bytes), { longs: String, arrays: true }) as Message;
      } catch {
        throw invalid('Parse PBMessage from RawString failed.');
      }
    },
    encode: (message) => type.encode(type.fromObject(message)).finish() as Buffer,
  };
}
