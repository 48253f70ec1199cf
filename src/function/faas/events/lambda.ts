import { isSecure, requestHeaders } from '../headers';
import { eventTarget, rawTarget } from '../target';
import { type HttpCall, MalformedEventError } from '../types';
import {
  bodyIn,
  type EventFormat,
  type Fields,
  fieldsIn,
  isFields,
  optionalTextIn,
  textIn,
  writeBody,
  writeHeaders,
} from './event';

/**
 * Payload 2.0 of AWS Lambda, from function URLs and HTTP APIs. Cookies come and go as lists of their own
 * (docs.aws.amazon.com/apigateway, "Create AWS Lambda proxy integrations for HTTP APIs").
 */
export const lambdaPayload2: EventFormat = {
  matches: ({ version, requestContext, routeArn }) =>
    version === '2.0' && isFields(requestContext) && isFields(requestContext.http) && routeArn === undefined,

  read(event) {
    const body = bodyIn(event);
    const requestContext = fieldsIn(event, 'requestContext');
    const http = fieldsIn(requestContext, 'http');
    const headers = awsHeaders({ ...fieldsIn(event, 'headers'), ...cookieHeader(event) }, body, requestContext, ',');
    const { path, pathPrefix } = splitStage(textIn(event, 'rawPath'), event);
    return {
      method: textIn(http, 'method').toUpperCase(),
      target: rawTarget(path, optionalTextIn(event, 'rawQueryString') ?? ''),
      pathPrefix,
      headers,
      body,
      clientAddress: optionalTextIn(http, 'sourceIp'),
      secure: isSecure(headers),
    };
  },

  write(answer) {
    const { headers, cookies } = writeHeaders(answer);
    return { statusCode: answer.status, headers, ...(cookies.length > 0 && { cookies }), ...writeBody(answer) };
  },
};

/** Payload 1.0 of AWS Lambda, from REST APIs and HTTP APIs. Repeated headers and parameters come as lists. */
export const lambdaPayload1: EventFormat = {
  matches: ({ httpMethod, requestContext, multiValueHeaders, methodArn }) =>
    typeof httpMethod === 'string' &&
    isFields(requestContext) &&
    !requestContext.elb &&
    multiValueHeaders !== undefined &&
    methodArn === undefined,

  read(event) {
    const body = bodyIn(event);
    const requestContext = fieldsIn(event, 'requestContext');
    const given = { ...fieldsIn(event, 'headers'), ...fieldsIn(event, 'multiValueHeaders') };
    const headers = awsHeaders(given, body, requestContext, ', ');
    const { path, pathPrefix } = splitStage(textIn(event, 'path'), event);
    const queries = {
      ...fieldsIn(event, 'queryStringParameters'),
      ...fieldsIn(event, 'multiValueQueryStringParameters'),
    };
    return {
      method: textIn(event, 'httpMethod').toUpperCase(),
      target: eventTarget(path, queries),
      pathPrefix,
      headers,
      body,
      clientAddress: optionalTextIn(fieldsIn(requestContext, 'identity'), 'sourceIp'),
      secure: isSecure(headers),
    };
  },

  write(answer) {
    const { headers, cookies } = writeHeaders(answer);
    const several = cookies.length > 0 && { multiValueHeaders: { 'set-cookie': cookies } };
    return { statusCode: answer.status, headers, ...several, ...writeBody(answer) };
  },
};

function cookieHeader({ cookies }: Fields): { cookie?: unknown[] } {
  if (cookies === undefined || cookies === null) return {};
  if (!Array.isArray(cookies)) throw new MalformedEventError('the event\'s field "cookies" is no list');
  return { cookie: cookies };
}

function awsHeaders(given: Fields, body: Buffer, requestContext: Fields, separator: string): HttpCall['headers'] {
  const headers = requestHeaders(given, body, separator);
  const domainName = optionalTextIn(requestContext, 'domainName');
  if (!headers.host && domainName) headers.host = domainName;
  // AWS serves these events by https alone.
  headers['x-forwarded-proto'] ??= 'https';
  return headers;
}

/**
 * An HTTP API puts its stage in front of the path, `$default` aside; a REST API does not. A caller sees the stage unless
 * the API has a custom domain. The key of a custom domain's mapping is not in the event, so links cannot carry it.
 */
function splitStage(path: string, event: Fields): { path: string; pathPrefix: string } {
  const requestContext = fieldsIn(event, 'requestContext');
  const stage = `/${optionalTextIn(requestContext, 'stage') ?? '$default'}`;
  const isDefaultDomain = /\.amazonaws\.com(\.cn)?$/.test(optionalTextIn(requestContext, 'domainName') ?? '');
  const isInPath = event.version !== undefined && (path === stage || path.startsWith(`${stage}/`));
  return {
    path: isInPath ? path.slice(stage.length) || '/' : path,
    pathPrefix: isDefaultDomain && stage !== '/$default' ? stage : '',
  };
}
