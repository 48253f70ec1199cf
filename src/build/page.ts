import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { minify } from '@swc/core';
import { build } from 'esbuild';
import { fileOf, type PageIndex, scriptFileOf } from '../function/page/document';
import { type Language, languages } from '../function/page/negotiate';
import { closeBrotli, closeGzip, crc32, type OpenDocument } from '../function/page/resume-compression';
import { DOCUMENT_END, documentStart } from '../function/page/shell';
import { openBrotli, openGzip } from './precompress-page';

const client = resolve(__dirname, '../web');

/**
 * Builds the page into a folder. For each language: one HTML document with script and style in it, compressed by Brotli and
 * gzip up to the place of a visit's data; and the script of the account dialog, which the document fetches when it is first
 * needed. An index holds the hashes that the Content Security Policy allows and the names of the scripts.
 */
export async function buildPage(folder: string): Promise<void> {
  const style = await bundle('style.css');
  const index: PageIndex = { end: DOCUMENT_END, documents: {} as PageIndex['documents'], scripts: [] };
  await mkdir(folder, { recursive: true });
  for (const language of languages) {
    const accountScript = await buildAccountScript(folder, language);
    index.scripts.push(accountScript);
    const script = await bundleScript('main.tsx', language, { accountScript: JSON.stringify(accountScript) });
    const text = Buffer.from(documentStart(language, style, script));
    const document = { contentSecurityPolicy: policy(script, style), crc: crc32(text), length: text.length };
    const [brotli, gzip] = [openBrotli(text), openGzip(text)];
    check(text, brotli, { bytes: gzip, ...document });
    index.documents[language] = document;
    await writeFile(join(folder, fileOf(language, 'br')), brotli);
    await writeFile(join(folder, fileOf(language, 'gzip')), gzip);
  }
  await writeFile(join(folder, 'index.json'), JSON.stringify(index));
}

/** Writes the script, compressed by Brotli. Its name holds a hash of its content, so that it can be cached for good. */
async function buildAccountScript(folder: string, language: Language): Promise<string> {
  const text = Buffer.from(await bundleScript('account-script.tsx', language));
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const name = `account.${language}.${hash}.js`;
  await writeFile(join(folder, scriptFileOf(name)), closeBrotli(openBrotli(text), Buffer.alloc(0)));
  return name;
}

async function bundleScript(file: string, language: Language, define: Record<string, string> = {}): Promise<string> {
  const texts = (name: string) => join(client, `texts/${name}.ts`);
  const alias = { 'page-texts': texts(language), 'account-texts': texts(`account-${language}`) };
  return shrink(await bundle(file, alias, define));
}

async function bundle(
  file: string,
  alias: Record<string, string> = {},
  define: Record<string, string> = {},
): Promise<string> {
  const result = await build({
    entryPoints: [join(client, file)],
    bundle: true,
    alias,
    define,
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

/**
 * The document's own script and style run, and scripts of its own server (all that it serves is the page's); only that server
 * is called, and no page may frame this one.
 */
function policy(script: string, style: string): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)} 'self'`,
    `style-src ${hash(style)}`,
    'img-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

function check(text: Buffer, brotli: Buffer, gzip: OpenDocument): void {
  const rest = Buffer.from('{"title":"买牛奶"}'.repeat(9000));
  const whole = Buffer.concat([text, rest]);
  if (!brotliDecompressSync(closeBrotli(brotli, rest)).equals(whole)) throw new Error('The Brotli page does not join.');
  if (!gunzipSync(closeGzip(gzip, rest)).equals(whole)) throw new Error('The gzip page does not join.');
}
