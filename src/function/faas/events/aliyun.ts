import { isSecure, requestHeaders } from '../headers';
import { eventTarget } from '../target';
import type { Answer, EventAnswer } from '../types';
import { bodyIn, type EventFormat, fieldsIn, isFields, optionalTextIn, textIn, writeBody, writeHeaders } from './event';

/**
 * The HTTP event of Function Compute 3.0. Its `rawPath` is percent-encoded. Repeated headers and parameters come joined by
 * commas; a joined parameter cannot be told from a comma in a value.
 */
export const functionCompute3: EventFormat = {
  matches: ({ version, requestContext }) =>
    version === 'v1' && isFields(requestContext) && isFields(requestContext.http),

  read(event) {
    const body = bodyIn(event);
    const requestContext = fieldsIn(event, 'requestContext');
    const http = fieldsIn(requestContext, 'http');
    const domainName = optionalTextIn(requestContext, 'domainName') ?? '';
    const headers = requestHeaders(fieldsIn(event, 'headers'), body, ',');
    if (!headers.host && domainName) headers.host = domainName;
    // The platform's own domains end in it and speak https unless the header says otherwise.
    if (!headers['x-forwarded-proto'] && domainName.endsWith('.fcapp.run')) headers['x-forwarded-proto'] = 'https';
    return {
      method: textIn(http, 'method').toUpperCase(),
      target: eventTarget(textIn(event, 'rawPath'), fieldsIn(event, 'queryParameters')),
      pathPrefix: '',
      headers,
      body,
      clientAddress: optionalTextIn(http, 'sourceIp'),
      secure: isSecure(headers),
    };
  },

  write: writeAnswer,
};

/** The event of Aliyun's API Gateway. */
export const apiGateway: EventFormat = {
  matches: ({ httpMethod, requestContext, queryStringParameters }) =>
    typeof httpMethod === 'string' && requestContext === undefined && queryStringParameters === undefined,

  read(event) {
    const body = bodyIn(event);
    const headers = requestHeaders(fieldsIn(event, 'headers'), body, ', ');
    return {
      method: textIn(event, 'httpMethod').toUpperCase(),
      target: eventTarget(textIn(event, 'path'), fieldsIn(event, 'queryParameters')),
      pathPrefix: '',
      headers,
      body,
      clientAddress: undefined,
      secure: isSecure(headers),
    };
  },

  write: writeAnswer,
};

/** All four fields, because the platform guesses a missing one. It carries one cookie: of several the last one is sent. */
function writeAnswer(answer: Answer): EventAnswer {
  const { headers, cookies } = writeHeaders(answer);
  const cookie = cookies[cookies.length - 1];
  if (cookie !== undefined) headers['set-cookie'] = cookie;
  return { statusCode: answer.status, headers, ...writeBody(answer) };
}
