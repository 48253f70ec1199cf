/** Where the SDK's files have what serves search: one block of members of the one object in them. */
const blocks = {
  encoder: { from: 'encodeListSearchIndex', until: 'encodeCreateIndex' },
  decoder: { from: 'decodeListSearchIndex', until: 'decodeCreateIndex' },
};

/**
 * Takes out of the SDK's `encoder.js` or `decoder.js` what serves search: more than half of either. Its members become
 * functions that refuse to be called.
 * @throws Error when the text is not built as expected, after an update of the SDK
 */
export function withoutSearch(codec: 'encoder' | 'decoder', text: string): string {
  const { from, until } = blocks[codec];
  const begin = text.indexOf(`    ${from}: function`);
  const end = text.indexOf(`    ${until}: function`);
  const map = text.indexOf('\nvar tsMap = {');
  if (begin < 0 || end < begin || map < end) {
    throw new Error(`The Tablestore SDK's ${codec}.js is built in another way now: see src/build/trim-sdk-codecs.ts.`);
  }
  return `${text.slice(0, begin)}${text.slice(end, map)}${refuse(codec)}${text.slice(map)}`;
}

const refuse = (codec: string) => `
Object.setPrototypeOf(TableStore.${codec}, new Proxy({}, {
  get: (_, name) => () => {
    throw new Error('${codec}.' + String(name) + ' is left out of the bundle: src/build/trim-sdk-codecs.ts tells why');
  },
}));`;
