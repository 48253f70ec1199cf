import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { deflateAsync } from '@gfx/zopfli';
import { nodeFor } from '../emulators/function-compute/node';
import { readTemplate } from '../emulators/function-compute/template';
import { openDeflate } from './open-deflate';

/*
 * The page's beginning, compressed and left open: src/function/page/resume-compression.ts goes on from it. The bytes must not depend on the machine
 * that builds. The output of Node's zlib depends on the processor, so gzip is made by Zopfli in WebAssembly, which also finds
 * a stream that is four per cent smaller; Brotli's depends on the version of Node.js only, so the one that the template names
 * makes it.
 */

const gzipHeader = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);

/** RFC 1952: header and DEFLATE blocks of `text`, without the last block and the trailer. */
export async function openGzip(text: Buffer): Promise<Buffer> {
  return Buffer.concat([gzipHeader, openDeflate(await deflateAsync(text, { numiterations: 15 }))]);
}

const brotliProgram = `
const { createBrotliCompress, constants } = require('zlib');
const fs = require('fs');
const encoder = createBrotliCompress({
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT },
});
encoder.on('data', (chunk) => fs.writeSync(1, chunk));
encoder.write(fs.readFileSync(0));
encoder.flush(() => setImmediate(() => process.exit()));
`;

/** A Brotli stream of the text that ends in a flush: at a byte boundary, without the last meta-block. */
export function openBrotli(text: Buffer): Buffer {
  const { runtime } = readTemplate(resolve(__dirname, '../../template.yml')).functions[0]!;
  return execFileSync(nodeFor(runtime).path, ['-e', brotliProgram], { input: text });
}
