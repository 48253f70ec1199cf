import * as fs from 'fs';
import * as path from 'path';

const source = path.resolve('src');
const files = fs
  .readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => file.split(path.sep).join('/'));

/** The room that a file of src/ belongs to: its first folder, or the file itself. */
const roomOf = (file: string) => (file.includes('/') ? file.split('/')[0]! : file.replace(/\.tsx?$/, ''));

function importsOf(file: string): string[] {
  const text = fs.readFileSync(path.join(source, file), 'utf8');
  return [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, target]) =>
    path.posix.normalize(path.posix.join(path.posix.dirname(file), target!)),
  );
}

/** Which rooms each room of the function may import from; design: the door, the app, the subjects, what they share. */
const allowed: Record<string, string[]> = {
  loader: ['http'],
  'index-faas': ['app', 'faas', 'settings', 'page', 'http'],
  app: ['settings', 'tasks', 'accounts', 'original', 'page', 'openapi', 'tablestore', 'http'],
  faas: ['http'],
  tasks: ['accounts', 'tablestore', 'http'],
  accounts: ['tasks', 'tablestore', 'http'],
  original: ['tasks', 'accounts', 'tablestore', 'http'],
  openapi: ['http'],
  page: ['tasks', 'accounts', 'tablestore', 'http'],
  settings: ['http'],
  tablestore: ['http'],
  http: ['tablestore'],
};

test.each(files.filter((file) => !/^(local|build)\//.test(file)))('%s imports only what its room may', (file) => {
  const room = roomOf(file);
  const rooms = importsOf(file).map(roomOf);
  const wrong = rooms.filter((target) => target !== room && !(allowed[room] ?? []).includes(target));
  expect(wrong).toEqual([]);
});

test('every room of the function has its rule', () => {
  const rooms = new Set(files.map(roomOf).filter((room) => room !== 'local' && room !== 'build'));
  expect([...rooms].filter((room) => !(room in allowed))).toEqual([]);
});
