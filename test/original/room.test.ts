import * as fs from 'fs';
import * as path from 'path';

const source = path.resolve('src');
const files = fs
  .readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('original'));

/** How a file of another room imports from this one. */
function importsOfRoom(file: string): string[] {
  const text = fs.readFileSync(path.join(source, file), 'utf8');
  return [...text.matchAll(/(?:from|import\(|require\(|import)\s*'[./]*original\/[^']*'/g)].map(([found]) => found);
}

test('only app.ts knows the room, which can therefore be deleted', () => {
  expect(files.filter((file) => importsOfRoom(file).length > 0)).toEqual(['app.ts']);
});

test('app.ts loads it when it is called, so that other calls do not pay for it', () => {
  const found = importsOfRoom('app.ts');
  expect(found).toEqual(found.filter((statement) => statement.startsWith('import(')));
});
