import { hostName } from '../../shared/loopback';
import type { ContextData, HttpParams } from './protocol';
import { decodePath } from './request';
import type { FunctionAnswer } from './response';

/** Content types whose bodies are passed as text; all others are passed as Base64. */
const textType = /^\s*(text\/[^;]*|application\/(json|javascript|xml|x-www-form-urlencoded))\s*(;|$)/i;

/**
 * The event that an HTTP request becomes in Function Compute 3.0: repeated headers and parameters are joined by commas. Where
 * the documentation leaves room, this is the reading that loses most: only a few content types count as text.
 * https://www.alibabacloud.com/help/en/functioncompute/fc/http-trigger-invoking-function
 */
export function httpEvent(http: HttpParams, context: ContextData, body: Buffer): Buffer {
  const domainName = hostName(http.host);
  const isText = body.length === 0 || textType.test(http.headersMap['content-type']?.[0] ?? '');
  const now = new Date();
  const event = {
    version: 'v1',
    rawPath: http.path,
    headers: joined(http.headersMap, canonicalName),
    queryParameters: joined(http.queriesMap),
    body: body.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
    requestContext: {
      accountId: context.accountId,
      domainName,
      domainPrefix: domainName.split('.')[0],
      http: {
        method: http.method,
        path: decodePath(http.path),
        protocol: 'HTTP/1.1',
        sourceIp: http.clientIP,
        userAgent: http.headersMap['user-agent']?.[0] ?? '',
      },
      requestId: context.requestId,
      time: now.toISOString().replace(/\.\d+/, ''),
      timeEpoch: String(now.getTime()),
    },
  };
  return Buffer.from(JSON.stringify(event));
}

function joined(map: Record<string, string[]>, toName = (name: string): string => name): Record<string, string> {
  return Object.fromEntries(Object.entries(map).map(([name, values]) => [toName(name), values.join(',')]));
}

/** `x-request-id` becomes `X-Request-Id`. */
function canonicalName(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}

/**
 * The HTTP response that a function's result stands for. A result without a status code is a body: the platform sends it as
 * JSON with status 200. Headers have one text for a name, and of names that differ by case only the last one is sent.
 */
export function readEventAnswer(result: Buffer): { answer: FunctionAnswer } | { problem: string } {
  const given = parseObject(result);
  if (given?.statusCode === undefined) {
    return { answer: { status: 200, headersMap: { 'content-type': ['application/json'] }, body: result } };
  }
  const { statusCode, headers = {}, body = '', isBase64Encoded = false } = given;
  if (!Number.isInteger(statusCode)) return { problem: 'statusCode must be a whole number' };
  if (typeof body !== 'string') return { problem: 'body must be a text' };
  if (typeof isBase64Encoded !== 'boolean') return { problem: 'isBase64Encoded must be a boolean' };
  if (!isTexts(headers)) return { problem: 'headers must be an object with one text for each name' };
  const merged = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value]]));
  return {
    answer: {
      status: statusCode as number,
      headersMap: Object.fromEntries(merged),
      body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
    },
  };
}

function parseObject(json: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json.toString());
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every((text) => typeof text === 'string');
}
