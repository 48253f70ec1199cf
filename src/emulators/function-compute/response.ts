import { type IncomingMessage, type ServerResponse, validateHeaderName, validateHeaderValue } from 'node:http';
import { answerFailure } from './errors';

const maxHeadersSize = 8 * 1024;
const ignoredHeaders = new Set(
  'connection content-length date keep-alive server trailer transfer-encoding upgrade'.split(' '),
);
const exposedHeaders =
  'Date,x-fc-request-id,x-fc-error-type,x-fc-code-checksum,x-fc-invocation-duration,x-fc-max-memory-usage';

export interface FunctionAnswer {
  status: number;
  headersMap: Record<string, string[]>;
  body: Buffer;
}

/**
 * Sends the function's answer without the headers that belong to the platform, and with those that it adds. An answer that
 * HTTP cannot carry becomes a 502.
 */
export function sendAnswer(
  req: IncomingMessage,
  res: ServerResponse,
  answer: FunctionAnswer,
  isDownload: boolean,
): void {
  try {
    const lines = headerLines(req, answer, isDownload);
    const problem = headerProblem(lines) ?? statusProblem(answer.status);
    if (problem) badResponse(res, problem);
    else writeAnswer(req, res, answer, lines);
  } catch (error) {
    if (res.headersSent) res.destroy();
    else badResponse(res, (error as Error).message);
  }
}

/** Answers 502 for an answer of the function that cannot be sent. */
export function badResponse(res: ServerResponse, problem: string): void {
  answerFailure(res, { errorMessage: problem, errorType: 'BadResponse' }, 'BadResponse');
}

function headerLines(req: IncomingMessage, answer: FunctionAnswer, isDownload: boolean): string[] {
  const lines: string[] = [];
  const names = new Set<string>();
  for (const [name, values] of Object.entries(answer.headersMap)) {
    const lower = name.toLowerCase();
    if (ignoredHeaders.has(lower) || lower.startsWith('x-fc-')) continue;
    if (isDownload && lower === 'content-disposition') continue;
    names.add(lower);
    for (const value of values) lines.push(name, value);
  }
  lines.push(...corsDefaults(req, names));
  // Browsers download the answers of the platform's own domains; a function cannot change that.
  if (isDownload) lines.push('Content-Disposition', 'attachment');
  return lines;
}

function writeAnswer(req: IncomingMessage, res: ServerResponse, answer: FunctionAnswer, lines: string[]): void {
  const bodiless = req.method === 'HEAD' || answer.status === 204 || answer.status === 304;
  if (!bodiless) lines.push('Content-Length', String(answer.body.length));
  writeHead(res, answer.status, lines);
  res.end(bodiless ? undefined : answer.body);
}

/** Answers a browser's preflight as the platform does when the trigger does not list OPTIONS. */
export function answerPreflight(req: IncomingMessage, res: ServerResponse): void {
  const lines = corsDefaults(req, new Set());
  const method = req.headers['access-control-request-method'];
  const headers = req.headers['access-control-request-headers'];
  if (method) lines.push('Access-Control-Allow-Methods', method);
  if (headers) lines.push('Access-Control-Allow-Headers', headers);
  lines.push('Access-Control-Max-Age', '3600', 'Content-Length', '0');
  writeHead(res, 200, lines);
  res.end();
}

function writeHead(res: ServerResponse, status: number, lines: string[]): void {
  for (let at = 0; at < lines.length; at += 2) res.appendHeader(lines[at]!, lines[at + 1]!);
  res.writeHead(status);
}

/** For a request with an Origin, the platform allows every origin, with credentials, unless the function sets its own headers. */
function corsDefaults(req: IncomingMessage, names: Set<string>): string[] {
  const { origin } = req.headers;
  if (!origin) return [];
  const lines: string[] = [];
  if (!names.has('access-control-allow-origin')) {
    lines.push('Access-Control-Allow-Origin', origin);
    if (!names.has('access-control-allow-credentials')) lines.push('Access-Control-Allow-Credentials', 'true');
  }
  if (!names.has('access-control-expose-headers')) lines.push('Access-Control-Expose-Headers', exposedHeaders);
  return lines;
}

function headerProblem(lines: string[]): string | undefined {
  const length = lines.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (length > maxHeadersSize) return `the response headers have ${length} bytes; 8 KB are allowed`;
  try {
    for (let at = 0; at < lines.length; at += 2) {
      validateHeaderName(lines[at]!);
      validateHeaderValue(lines[at]!, lines[at + 1]!);
    }
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
}

function statusProblem(status: number): string | undefined {
  return status >= 200 && status <= 599 ? undefined : `the response status ${status} is not between 200 and 599`;
}
