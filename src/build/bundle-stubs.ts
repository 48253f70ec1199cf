import { readFile } from 'node:fs/promises';
import type { OnLoadArgs, OnLoadResult, OnResolveArgs, OnResolveResult, Plugin } from 'esbuild';
import { withoutSearch } from './trim-sdk-codecs';
import { keepMessages } from './trim-sdk-messages';

/**
 * A module that the function never uses, but whose loading every cold start would pay for. It is replaced by one that throws
 * an error with its name when it is used.
 */
interface LeftOut {
  /** The module as its importers name it. */
  module: string;
  /** The packages that may import it. The build fails when anything else does, because that use was not considered. */
  importers: string[];
  /** Why it is not needed. */
  because: string;
  /** CommonJS source of the replacement; `require('left-out')(name)` in it returns a value that throws. Default: all throws. */
  instead?: string;
}

const quietLog = 'module.exports = () => Object.assign(() => {}, { enabled: false });';
const quietDeprecation = 'module.exports = () => Object.assign(() => {}, { function: (it) => it, property() {} });';
/** Express's default, to trust no proxy, needs no table of addresses. */
const trustNobody = `
  const compile = (trusted) => (trusted.length === 0 ? () => false : require('left-out')('proxy-addr.compile')());
  module.exports = Object.assign((...all) => require('left-out')('proxy-addr')(...all), { compile });`;
/** With it, the type of a 64-bit number would depend on whether the package `long` can be found. */
const noLong = "module.exports = (name) => (name === 'buffer' ? require('buffer') : null);";

const table: readonly LeftOut[] = [
  {
    module: 'body-parser',
    importers: ['express'],
    because: 'http/json-body.ts reads bodies; this loads character sets',
  },
  { module: 'serve-static', importers: ['express'], because: 'page/document.ts serves the one page' },
  { module: 'send', importers: ['express'], because: 'res.send and res.sendFile are not used; this loads media types' },
  { module: 'accepts', importers: ['express'], because: 'req.accepts is not used; this loads 130 KB of media types' },
  {
    module: 'type-is',
    importers: ['express', '@webserverless/fc-express'],
    because: 'req.is is not used, nor the proxies of fc-express; this loads the same media types',
  },
  { module: 'qs', importers: ['express'], because: 'http/query.ts parses queries' },
  { module: 'etag', importers: ['express'], because: 'http/preconditions.ts makes entity tags of versions' },
  { module: 'http-errors', importers: ['express'], because: 'only res.sendFile uses it' },
  { module: 'content-disposition', importers: ['express'], because: 'only res.attachment and res.download use it' },
  {
    module: 'proxy-addr',
    importers: ['express'],
    because: 'http/url.ts reads forwarding headers',
    instead: trustNobody,
  },
  { module: './view', importers: ['express'], because: 'res.render is not used' },
  { module: 'cookie', importers: ['express'], because: 'accounts/session-cookies.ts writes cookies' },
  { module: 'cookie-signature', importers: ['express'], because: 'only signed cookies of res.cookie use it' },
  { module: 'content-type', importers: ['express'], because: 'only res.send uses it' },
  { module: 'fresh', importers: ['express'], because: 'only res.send uses it' },
  { module: 'range-parser', importers: ['express'], because: 'req.range is not used' },
  { module: 'vary', importers: ['express'], because: 'res.vary and res.format are not used' },
  {
    module: './middleware',
    importers: ['@webserverless/fc-express'],
    because: 'http/request-context.ts carries the context',
  },
  { module: 'depd', importers: ['express'], because: 'warns of deprecated uses of Express', instead: quietDeprecation },
  {
    module: 'debug',
    importers: ['express', 'finalhandler'],
    because: 'writes to a terminal when DEBUG is set',
    instead: quietLog,
  },
  { module: 'raw-body', importers: ['@webserverless/fc-express'], because: 'faas/body.ts reads bodies' },
  { module: 'binary-case', importers: ['@webserverless/fc-express'], because: 'faas/events/ writes headers' },
  { module: 'ecdsa-sig-formatter', importers: ['jwa'], because: 'sessions are signed with HS256 only' },
  { module: './search', importers: ['tablestore'], because: 'nothing is searched' },
  { module: './sql', importers: ['tablestore'], because: 'nothing is queried by SQL' },
  { module: './sql_generated.js', importers: ['tablestore'], because: 'nothing is queried by SQL' },
  { module: 'flatbuffers', importers: ['tablestore'], because: 'only answers to SQL are flat buffers' },
  { module: './rpc', importers: ['protobufjs'], because: 'no remote procedures are called' },
  { module: '@protobufjs/aspromise', importers: ['protobufjs'], because: 'only remote procedures use it' },
  { module: '@protobufjs/eventemitter', importers: ['protobufjs'], because: 'only remote procedures use it' },
  { module: '@protobufjs/base64', importers: ['protobufjs'], because: 'only messages from JSON use it' },
  { module: '@protobufjs/inquire', importers: ['protobufjs'], because: 'probes for Long', instead: noLong },
];

/** Files of the Tablestore SDK of which a part is left out. */
const trimmedFiles: Record<string, (text: string) => string> = {
  tablestore_compiled_proto: keepMessages,
  encoder: (text) => withoutSearch('encoder', text),
  decoder: (text) => withoutSearch('decoder', text),
};

/** The module that the replacements share. */
const leftOutModule = `
  module.exports = function leftOut(name) {
    const refuse = () => {
      throw new Error(name + ' is left out of the bundle: src/build/bundle-stubs.ts tells why');
    };
    return new Proxy(refuse, { get: (_, key) => leftOut(name + '.' + String(key)), construct: refuse });
  };`;

/** An esbuild plugin that leaves out modules that no call uses; `check` throws when an entry of the table has no use. */
export function leaveOut(): { plugin: Plugin; check(): void } {
  const met = new Set<string>();

  function resolve({ path, importer }: OnResolveArgs): OnResolveResult | undefined {
    const entry = table.find(({ module, importers }) => module === path && importers.includes(packageOf(importer)));
    if (!entry) {
      if (!table.some(({ module }) => module === path && !module.startsWith('.'))) return undefined;
      throw new Error(`${importer} imports ${path}, which src/build/bundle-stubs.ts leaves out of the bundle.`);
    }
    met.add(path);
    return { path, namespace: 'left-out' };
  }

  function load({ path }: OnLoadArgs): OnLoadResult {
    if (path === 'left-out') return { contents: leftOutModule };
    const { instead } = table.find(({ module }) => module === path)!;
    const contents = instead ?? `module.exports = require('left-out')(${JSON.stringify(path)});`;
    return { contents, resolveDir: __dirname };
  }

  const plugin: Plugin = {
    name: 'left-out',
    setup(build) {
      build.onResolve({ filter: new RegExp(`^(${table.map(({ module }) => literally(module)).join('|')})$`) }, resolve);
      build.onResolve({ filter: /^left-out$/ }, () => ({ path: 'left-out', namespace: 'left-out' }));
      build.onLoad({ filter: /.*/, namespace: 'left-out' }, load);
      for (const [file, trim] of Object.entries(trimmedFiles)) {
        build.onLoad(
          { filter: new RegExp(`[\\\\/]tablestore[\\\\/]lib[\\\\/]protocol[\\\\/]${file}\\.js$`) },
          async ({ path }) => {
            met.add(file);
            return { contents: trim(await readFile(path, 'utf8')) };
          },
        );
      }
    },
  };
  return {
    plugin,
    check() {
      const idle = [...table.map(({ module }) => module), ...Object.keys(trimmedFiles)].filter(
        (name) => !met.has(name),
      );
      if (idle.length > 0)
        throw new Error(`Nothing imports ${idle.join(', ')} any more: see src/build/bundle-stubs.ts.`);
    },
  };
}

/** The package that a file of node_modules belongs to; empty for this project's own files. */
function packageOf(file: string): string {
  return /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1]?.replace('\\', '/') ?? '';
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
