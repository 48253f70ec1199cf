import { textOf } from '../text';
import { type Fields, isFields } from './event';

/**
 * The name of an event that this function does not serve: HTTP events of platforms whose shape is another one, and events
 * that stand for no HTTP request. Undefined when no name fits.
 */
export function nameOfEvent(event: unknown): string | undefined {
  if (Array.isArray(event)) return isFields(event[0]) && 'eventType' in event[0] ? 'Azure Event Grid' : undefined;
  if (!isFields(event)) return undefined;
  return named.find(([, matches]) => matches(event))?.[0] ?? nameOfRecords(event.Records ?? event.events);
}

const named: readonly (readonly [name: string, matches: (event: Fields) => boolean])[] = [
  ['an AWS Application Load Balancer', (event) => isFields(within(event, 'requestContext').elb)],
  ['an AWS API Gateway WebSocket API', (event) => 'connectionId' in within(event, 'requestContext')],
  ['an AWS Lambda authorizer', (event) => 'methodArn' in event || 'routeArn' in event],
  ['Tencent API Gateway', (event) => 'serviceId' in within(event, 'requestContext')],
  ['a Tencent timer', (event) => event.Type === 'Timer' && 'TriggerName' in event],
  ['Huawei Cloud APIG', (event) => 'httpMethod' in event && 'apiId' in within(event, 'requestContext')],
  ['Azure Functions', (event) => isFields(event.Data) && isFields(event.Metadata)],
  ['Google Cloud Pub/Sub', (event) => isFields(event.message) && typeof event.subscription === 'string'],
  ['Google Cloud Storage', (event) => event.kind === 'storage#object'],
  ['Google Cloud Eventarc', (event) => 'specversion' in event && /^google\./.test(textOf(event.type))],
  ['Aliyun EventBridge', (event) => 'specversion' in event && 'aliyuneventbusname' in event],
  ['CloudEvents', (event) => 'specversion' in event],
  ['AWS EventBridge', (event) => 'detail-type' in event && 'source' in event],
  ['an Aliyun timer', (event) => 'triggerTime' in event && 'triggerName' in event],
];

/** The sources of lists of records, by the beginning of the name that each record carries. */
const sources: readonly (readonly [source: string, name: string])[] = [
  ['aws:s3', 'AWS S3'],
  ['aws:sqs', 'AWS SQS'],
  ['aws:sns', 'AWS SNS'],
  ['aws:', 'AWS'],
  ['acs:oss', 'Aliyun OSS'],
  ['acs:', 'Aliyun'],
];

function nameOfRecords(records: unknown): string | undefined {
  const first: unknown = Array.isArray(records) ? records[0] : undefined;
  if (!isFields(first)) return undefined;
  if (isFields(first.cf)) return 'AWS CloudFront (Lambda@Edge)';
  if (isFields(first.cos)) return 'Tencent COS';
  const source = textOf(first.eventSource ?? first.EventSource ?? '');
  return sources.find(([prefix]) => source.startsWith(prefix))?.[1];
}

function within(event: Fields, name: string): Fields {
  const value = event[name];
  return isFields(value) ? value : {};
}
