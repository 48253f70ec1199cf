import { operations } from '../function/tablestore/operations';

/*
 * The Tablestore SDK's compiled protobuf definitions are 2.7 MB of JavaScript, all of which runs when the SDK is loaded.
 * The function sends few operations. (Tables are made by `npm run provision`, which uses the whole SDK.)
 */

/** The messages to begin with; those inside them are found. */
const sent = [
  ...operations.map((operation) => `main.${operation}Request`),
  'filter.Filter',
  'filter.SingleColumnValueFilter',
  'filter.CompositeColumnValueFilter',
];
const received = operations.map((operation) => `main.${operation}Response`);

/** What is needed of a message besides its constructor. */
type Method = 'create' | 'encode' | 'decode';

/** A method as it stands in a message's definition; its name is the first group. */
const method = /^ {12}\w+\.(?:prototype\.)?(\w+) = function [\s\S]*?^ {12}\};\n/gm;

/** The beginning of a namespace, or a whole definition in it. */
const definition = /^\$root\.(\w+) = |^ {8}proto\.(\w+) = \(function\(\) \{\n[\s\S]*?^ {8}\}\)\(\);\n/gm;

/** Makes asking for what was left out an error. Own properties are found first, so that what is kept costs nothing. */
const refuse = (leftOut: readonly string[]) => `
const leftOut = new Set(${JSON.stringify(leftOut)});
Object.keys($root).forEach((namespace) => {
  Object.setPrototypeOf($root[namespace].proto, new Proxy({}, {
    get(_, name) {
      if (!leftOut.has(namespace + '.' + String(name))) return undefined;
      throw new Error(namespace + '.' + name + ' is left out of the bundle: src/build/trim-sdk-messages.ts tells why');
    },
  }));
});
`;

/**
 * Keeps, of the compiled definitions, what this project sends and receives, and the enumerations.
 * @throws Error when the text is not built as expected, after an update of the SDK
 */
export function keepMessages(compiled: string): string {
  const definitions = new Map<string, string>();
  eachDefinition(compiled, (name, text) => definitions.set(name, text));
  const kept = new Map<string, string>();
  keep(definitions, kept, sent, ['create', 'encode']);
  keep(definitions, kept, received, ['decode']);

  const leftOut: string[] = [];
  const text = eachDefinition(compiled, (name, original) => {
    const isEnumeration = !original.includes('.decode = ');
    if (kept.has(name)) return kept.get(name);
    if (isEnumeration && !name.startsWith('search.')) return original;
    leftOut.push(name);
    return '';
  });
  return text.replace(/^module\.exports = /m, (end) => refuse(leftOut) + end);
}

/** Adds messages, and those inside them, to `kept`, with some of their methods. */
function keep(definitions: Map<string, string>, kept: Map<string, string>, roots: string[], methods: Method[]): void {
  const wanted = new Set(roots);
  for (const name of wanted) {
    const original = definitions.get(name);
    if (original === undefined) {
      throw new Error(`The Tablestore SDK has no message ${name} any more: see src/build/trim-sdk-messages.ts.`);
    }
    const text = original.replace(method, (it, its: string) => ((methods as string[]).includes(its) ? it : ''));
    for (const [, namespace, member] of text.matchAll(/\$root\.(\w+)\.proto\.(\w+)/g)) {
      wanted.add(`${namespace}.${member}`);
    }
    // A message that is both sent and received is rare: it keeps everything.
    kept.set(name, kept.has(name) ? original : text);
  }
}

/** Replaces each definition by what `replace` makes of it; its name is such as `main.PutRowRequest`. */
function eachDefinition(compiled: string, replace: (name: string, text: string) => unknown): string {
  let namespace = '';
  return compiled.replace(definition, (text, begun: string | undefined, member: string | undefined) => {
    if (member !== undefined) return String(replace(`${namespace}.${member}`, text));
    namespace = begun as string;
    return text;
  });
}
