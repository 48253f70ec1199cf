import { invalid, OtsError } from '../errors';
import { limits } from '../limits';
import { type Headers, md5, sameSignature, signRequest, signRequestV4 } from './signature';

export interface Credentials {
  readonly instance: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** The STS token that requests must carry; absent: any token is accepted. */
  readonly stsToken?: string;
}

/** The checks of each request. */
export interface Checks {
  readonly md5: boolean;
  readonly date: boolean;
  readonly signature: boolean;
}

const apiVersion = '2015-12-31';
const requiredHeaders = [
  'x-ots-date',
  'x-ots-apiversion',
  'x-ots-accesskeyid',
  'x-ots-contentmd5',
  'x-ots-instancename',
];

function denied(message: string): OtsError {
  return new OtsError('OTSAuthFailed', message);
}

function mustHave(headers: Headers, names: readonly string[]): void {
  for (const name of names) if (!headers.has(name)) throw invalid(`Missing header: ${name}.`);
}

function checkDate(date: string, now: number): void {
  const time = Date.parse(date);
  if (Number.isNaN(time)) throw invalid(`Invalid date format: ${date}.`);
  if (Math.abs(time - now) > limits.clockSkewMs) {
    throw denied(`Mismatch between system time and x-ots-date: ${date}.`);
  }
}

function checkSignature(headers: Headers, path: string, secret: string): void {
  const v4 = headers.get('x-ots-signaturev4');
  const sent = v4 ?? headers.get('x-ots-signature');
  if (sent === undefined) throw invalid('Missing header: x-ots-signature.');
  if (v4 !== undefined) mustHave(headers, ['x-ots-signdate', 'x-ots-signregion']);
  const expected = v4 === undefined ? signRequest(secret, path, headers) : signRequestV4(secret, path, headers);
  if (!sameSignature(sent, expected)) throw denied('Signature mismatch.');
}

/**
 * Checks the sender of a request, and that nothing was changed on the way.
 * @throws OtsError OTSParameterInvalid for missing headers, OTSAuthFailed for wrong ones
 */
export function authenticate(
  { instance, accessKeyId, accessKeySecret, stsToken }: Credentials,
  checks: Checks,
  path: string,
  headers: Headers,
  body: Buffer,
): void {
  mustHave(headers, requiredHeaders);
  const version = headers.get('x-ots-apiversion');
  if (version !== apiVersion) throw invalid(`Unsupported API version: ${version}.`);
  if (checks.date) checkDate(headers.get('x-ots-date') ?? '', Date.now());
  if (checks.md5 && headers.get('x-ots-contentmd5') !== md5(body)) {
    throw denied('Mismatch between MD5 value of request body and x-ots-contentmd5 in header.');
  }
  if (headers.get('x-ots-instancename') !== instance) throw denied('The instance is not found.');
  if (!checks.signature) return;
  if (headers.get('x-ots-accesskeyid') !== accessKeyId) throw denied('The AccessKeyID does not exist.');
  checkSignature(headers, path, accessKeySecret);
  if (stsToken !== undefined && headers.get('x-ots-ststoken') !== stsToken) {
    throw denied('The STS token is invalid.');
  }
}
