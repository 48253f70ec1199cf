import { join } from 'node:path';
import ts from 'typescript';

const folder = join(__dirname, '../../src/function');

/** What the compiler says of one more file of the function, under the function's own settings. */
function compile(text: string): string[] {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(folder, 'tsconfig.json'), ts.sys.readFile).config,
    ts.sys,
    folder,
  );
  const file = join(folder, 'one-more.ts');
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2019) : getSourceFile(name, ...rest);
  const program = ts.createProgram([file], options, host);
  const source = program.getSourceFile(file)!;
  return program
    .getSemanticDiagnostics(source)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

test('A line of the function that needs a newer Node than 12 does not compile', () => {
  const [older, ...newer] = compile(`
    import { randomBytes, randomUUID } from 'crypto';
    import type { Response } from 'express';
    export const answer = (res: Response) => res.setHeader('Allow', randomBytes(3).toString('hex'));
    export const chained = (res: Response) => res.setHeader('Allow', 'GET').end();
    export const array = [1].at(-1);
    export const id = randomUUID();
  `);

  expect(older).toMatch("no exported member 'randomUUID'");
  expect(newer).toEqual([
    expect.stringMatching("'end' does not exist on type 'void'"),
    expect.stringMatching("'at' does not exist"),
  ]);
});
