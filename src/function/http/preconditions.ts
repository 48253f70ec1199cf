import type { IncomingMessage } from 'http';

/** A resource's entity tag: its version as a strong tag. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/** The versions that an `If-Match` allows: any existing one, or those listed. */
export type ExpectedVersions = 'any' | readonly number[];

/**
 * Reads `If-Match` (RFC 9110, section 13.1.1). It compares strongly, so that weak, malformed and foreign tags match
 * nothing: they leave an empty list.
 * @returns undefined when the header is absent
 */
export function ifMatch(req: IncomingMessage): ExpectedVersions | undefined {
  const header = req.headers['if-match'];
  if (header === undefined) return undefined;
  if (header.trim() === '*') return 'any';
  return tags(header)
    .map((tag) => /^"([1-9]\d{0,14})"$/.exec(tag))
    .filter((match): match is RegExpExecArray => match !== null)
    .map((match) => Number(match[1]));
}

/** Whether `If-Match` lets a version pass. */
export function matches(expected: ExpectedVersions | undefined, version: number): boolean {
  return expected === undefined || expected === 'any' || expected.includes(version);
}

/** Whether `If-None-Match` (RFC 9110, section 13.1.2, weak comparison) names this version. */
export function noneMatchNames(req: IncomingMessage, version: number): boolean {
  const header = req.headers['if-none-match'];
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return tags(header).some((tag) => tag.replace(/^W\//, '') === etagOf(version));
}

/** `If-None-Match: *`, which makes a PUT a creation. */
export function mustNotExist(req: IncomingMessage): boolean {
  return req.headers['if-none-match']?.trim() === '*';
}

function tags(header: string): string[] {
  return header.split(',').map((tag) => tag.trim());
}
