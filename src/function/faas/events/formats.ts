import { type Answer, type EventAnswer, type HttpCall, MalformedEventError } from '../types';
import { apiGateway, functionCompute3 } from './aliyun';
import { type EventFormat, isFields } from './event';
import { lambdaPayload1, lambdaPayload2 } from './lambda';
import { nameOfEvent } from './refused';

const formats: readonly EventFormat[] = [functionCompute3, apiGateway, lambdaPayload2, lambdaPayload1];

/** The event stands for no HTTP request, or it has a shape that is not served. */
export class UnsupportedEventError extends TypeError {
  override name = 'UnsupportedEventError' as const;
}

/** An event that is being read, and how its answer is written. */
export interface ReadEvent {
  /** Rejects with MalformedEventError. */
  reading: Promise<HttpCall>;
  write(answer: Answer): EventAnswer;
}

/**
 * Reads an event: bytes of JSON from Function Compute, an object from AWS Lambda.
 * @throws UnsupportedEventError that names the event's platform, or its fields when no platform is known
 */
export function readEvent(event: unknown): ReadEvent {
  let parsed: unknown;
  try {
    parsed = event instanceof Uint8Array ? JSON.parse(event.toString()) : event;
  } catch (error) {
    const reading = Promise.reject(new MalformedEventError(`the event is not JSON: ${(error as Error).message}`));
    return { reading, write: functionCompute3.write };
  }
  if (!isFields(parsed)) throw unsupported(parsed);
  const fields = parsed;
  const format = formats.find(({ matches }) => matches(fields));
  if (!format) throw unsupported(fields);
  return { reading: new Promise((resolve) => resolve(format.read(fields))), write: format.write };
}

function unsupported(event: unknown): UnsupportedEventError {
  const name = nameOfEvent(event);
  const fields = isFields(event) ? Object.keys(event).slice(0, 8).join(', ') : typeof event;
  return new UnsupportedEventError(
    `unsupported event ${name === undefined ? `with the fields ${fields}` : `of ${name}`}: this function serves HTTP ` +
      'triggers, HTTP events of Function Compute 3.0, events of Aliyun API Gateway, and events of AWS function URLs and ' +
      'AWS API Gateway (payload 1.0 and 2.0)',
  );
}
