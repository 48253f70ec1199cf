import { minify } from '@swc/core';
import * as crypto from 'crypto';
import { build } from 'esbuild';
import * as fs from 'fs/promises';
import * as path from 'path';
import * as zlib from 'zlib';
import { fileOf, type PageIndex } from '../function/page/document';
import { languages } from '../function/page/negotiate';
import { closeBrotli, closeGzip, crc32 } from '../function/page/resume-compression';
import { DOCUMENT_END, documentStart } from '../function/page/shell';
import { openBrotli, openGzip } from './precompress-page';

const client = path.resolve(__dirname, '../web');

/**
 * Builds the page into a folder: for each language one HTML document with script and style in it, compressed by Brotli and
 * gzip up to the place of a visit's data, and an index with the hashes that the Content Security Policy allows.
 */
export async function buildPage(folder: string): Promise<void> {
  const style = await bundle('style.css');
  const index: PageIndex = { end: DOCUMENT_END, documents: {} as PageIndex['documents'] };
  await fs.mkdir(folder, { recursive: true });
  for (const language of languages) {
    const script = await shrink(await bundle('main.tsx', { 'page-texts': path.join(client, `texts/${language}.ts`) }));
    const text = Buffer.from(documentStart(language, style, script));
    const document = { contentSecurityPolicy: policy(script, style), crc: crc32(text), length: text.length };
    const [brotli, gzip] = [openBrotli(text), openGzip(text)];
    check(text, brotli, { bytes: gzip, ...document });
    index.documents[language] = document;
    await fs.writeFile(path.join(folder, fileOf(language, 'br')), brotli);
    await fs.writeFile(path.join(folder, fileOf(language, 'gzip')), gzip);
  }
  await fs.writeFile(path.join(folder, 'index.json'), JSON.stringify(index));
}

async function bundle(file: string, alias: Record<string, string> = {}): Promise<string> {
  const result = await build({
    entryPoints: [path.join(client, file)],
    bundle: true,
    alias,
    minify: true,
    format: 'esm',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    charset: 'utf8',
    legalComments: 'none',
    write: false,
  });
  return result.outputFiles[0]!.text.trim();
}

/** What esbuild leaves in a script that swc finds: three per cent of the whole document. */
async function shrink(script: string): Promise<string> {
  const { code } = await minify(script, { module: true, compress: { passes: 3, sequences: false }, mangle: true });
  return code;
}

/** Only the document's own script and style run, only its own server is talked to, and nobody may frame it. */
function policy(script: string, style: string): string {
  const hash = (text: string) => `'sha256-${crypto.createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    'img-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

function check(text: Buffer, brotli: Buffer, gzip: Parameters<typeof closeGzip>[0]): void {
  const rest = Buffer.from('{"title":"买牛奶"}'.repeat(9000));
  const whole = Buffer.concat([text, rest]);
  if (!zlib.brotliDecompressSync(closeBrotli(brotli, rest)).equals(whole))
    throw new Error('The Brotli page does not join.');
  if (!zlib.gunzipSync(closeGzip(gzip, rest)).equals(whole)) throw new Error('The gzip page does not join.');
}
