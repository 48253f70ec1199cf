import * as fs from 'fs';
import * as path from 'path';
import { brotliDecompressSync, gzipSync } from 'zlib';
import type { Language } from './negotiate';
import { closeBrotli, closeGzip, type Encoding, type OpenDocument, readGzip } from './resume-compression';

/** The build's index of the documents and scripts beside it; `index.json` in the page's folder. */
export interface PageIndex {
  /** What comes after the data of a visit. */
  end: string;
  documents: Record<Language, { contentSecurityPolicy: string; crc: number; length: number }>;
  /** Names of the scripts that the documents import. */
  scripts: string[];
}

/** The file of a document's compressed beginning. */
export const fileOf = (language: Language, encoding: 'br' | 'gzip'): string => `${language}.${encoding}`;

/** The file of a script, compressed by Brotli. */
export const scriptFileOf = (name: string): string => `${name}.br`;

/**
 * The built page. Its files are read by the visit that needs them: an API call in the same instance never pays for them.
 */
export class PageDocument {
  private read: PageIndex | undefined;

  constructor(private readonly folder: string) {}

  /** The Content Security Policy to send with the document. */
  policy(language: Language): string {
    return this.index.documents[language].contentSecurityPolicy;
  }

  private get index(): PageIndex {
    this.read ??= JSON.parse(fs.readFileSync(path.join(this.folder, 'index.json'), 'utf8')) as PageIndex;
    return this.read;
  }

  /**
   * The whole document with a visit's data in it, in the smallest of the accepted encodings: Brotli's beginning is smaller,
   * but only gzip compresses the data as well, so Brotli wins while there is little data.
   */
  encode(
    language: Language,
    data: unknown,
    accepts: (encoding: Encoding) => boolean,
  ): { encoding: Encoding; bytes: Buffer } {
    const rest = Buffer.from(embeddable(data) + this.index.end);
    const gzip = () => closeGzip(this.open(language), rest);
    if (!accepts('br')) {
      if (accepts('gzip')) return { encoding: 'gzip', bytes: gzip() };
      return { encoding: 'identity', bytes: Buffer.concat([readGzip(this.open(language)), rest]) };
    }
    const brotli = closeBrotli(fs.readFileSync(path.join(this.folder, fileOf(language, 'br'))), rest);
    if (rest.length < 2048 || !accepts('gzip')) return { encoding: 'br', bytes: brotli };
    const bytes = gzip();
    return bytes.length < brotli.length ? { encoding: 'gzip', bytes } : { encoding: 'br', bytes: brotli };
  }

  /**
   * A script in the smallest of the accepted encodings; undefined when the build has none of this name. It is kept in Brotli
   * alone, to keep the package small: the few browsers that do not accept it wait some milliseconds.
   */
  script(name: string, accepts: (encoding: Encoding) => boolean): { encoding: Encoding; bytes: Buffer } | undefined {
    if (!this.index.scripts.includes(name)) return undefined;
    const bytes = fs.readFileSync(path.join(this.folder, scriptFileOf(name)));
    if (accepts('br')) return { encoding: 'br', bytes };
    const text = brotliDecompressSync(bytes);
    return accepts('gzip') ? { encoding: 'gzip', bytes: gzipSync(text) } : { encoding: 'identity', bytes: text };
  }

  private open(language: Language): OpenDocument {
    const bytes = fs.readFileSync(path.join(this.folder, fileOf(language, 'gzip')));
    return { bytes, ...this.index.documents[language] };
  }
}

/** JSON that can stand in a script element: nothing in it can end the element or open a comment. */
export function embeddable(data: unknown): string {
  return JSON.stringify(data).replace(/[<\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
