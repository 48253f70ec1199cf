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
 * Names of properties that are shortened, as they occur in no JSON, storage or interface of the browser. Both scripts take the
 * short names from one cache, as the second one uses objects of the first.
 */
const shortened =
  /^(acknowledged|actOnEach|addList|adoptOrphans|allCompleted|askedAt|assets|between|clearCompleted|clearForOwner|confirmedAt|conflicts|counts|createList|dismiss|drain|dropIfTakenOver|editList|failures|farewell|filtersLabel|firstPage|flush|groups|halted|heartbeat|isHere|isLocked|isMovable|isSearching|isWaiting|keepsNothing|lastAcknowledged|listIds|listLabel|livePages|loadFailed|loader|loading|longestRetry|markAll|mismatch|more|moveHint|moveTo|network|newId|newTask|notify|openDrawer|opened|outbox|overdue|partFailed|pauseUndo|place|places|putAll|putBulk|putPage|redraw|refresh|refreshed|removeList|retryAfter|revertAdvance|revision|saved|sender|serverLists|setAll|setAside|setLists|settle|shortcuts|signIn|sortBy|storeDown|subscribe|switchLanguage|texts|timing|tryAgain|tryNow|undo|undoable|unreadAtFirst|unsaved|unsent|visible|wake)$/;
const shortNames: Record<string, string | false> = {};

/**
 * Builds the page into a folder. For each language: one HTML document with script and style in it, compressed by Brotli and
 * gzip up to the place of a visit's data; and the script of the parts that only some people open, which the document fetches
 * when one is first opened. An index holds the hashes that the Content Security Policy allows and the names of the scripts.
 */
export async function buildPage(folder: string): Promise<void> {
  const style = await bundle('style.css');
  const index: PageIndex = { end: DOCUMENT_END, documents: {} as PageIndex['documents'], scripts: [] };
  await mkdir(folder, { recursive: true });
  for (const language of languages) {
    const partsScript = await buildPartsScript(folder, language);
    index.scripts.push(partsScript);
    const script = await bundleScript('main.tsx', language, { partsScript: JSON.stringify(partsScript) });
    const text = Buffer.from(documentStart(language, style, script));
    const document = { contentSecurityPolicy: policy(script, style), crc: crc32(text), length: text.length };
    const [brotli, gzip] = [openBrotli(text), await openGzip(text)];
    check(text, brotli, { bytes: gzip, ...document });
    index.documents[language] = document;
    await writeFile(join(folder, fileOf(language, 'br')), brotli);
    await writeFile(join(folder, fileOf(language, 'gzip')), gzip);
  }
  await writeFile(join(folder, 'index.json'), JSON.stringify(index));
}

/** Writes the script, compressed by Brotli. Its name holds a hash of its content, so that it can be cached for good. */
async function buildPartsScript(folder: string, language: Language): Promise<string> {
  const style = JSON.stringify(await bundle('parts.css'));
  const text = Buffer.from(await bundleScript('parts-script.tsx', language, { partsStyle: style }));
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const name = `parts.${language}.${hash}.js`;
  await writeFile(join(folder, scriptFileOf(name)), closeBrotli(openBrotli(text), Buffer.alloc(0)));
  return name;
}

async function bundleScript(file: string, language: Language, define: Record<string, string> = {}): Promise<string> {
  const texts = (name: string) => join(client, `texts/${name}.ts`);
  const alias = {
    'page-texts': texts(language),
    'account-texts': texts(`account-${language}`),
    'parts-texts': texts(`parts-${language}`),
  };
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
    mangleProps: shortened,
    mangleCache: shortNames,
    format: 'esm',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    charset: 'utf8',
    legalComments: 'none',
    write: false,
  });
  Object.assign(shortNames, result.mangleCache);
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
