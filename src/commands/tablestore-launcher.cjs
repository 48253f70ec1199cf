/*
 * Runs tablestore.ts. Its modules are bundled into one file, which is used until one of them changes: loading a hundred modules through
 * a compiler takes longer than the rest of the start.
 */
const { promises: fs, readFileSync, statSync } = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '../..');
const folder = path.join(root, 'node_modules/.cache/todolist-backend');
const bundle = path.join(folder, 'tablestore.cjs');
/** The stamps of the files that the bundle was made from, and of the bundle itself. */
const inputs = path.join(folder, 'tablestore.inputs.json');

/** Changes when the file changes. */
function stamp(file) {
  const { mtimeMs, size } = statSync(path.join(root, file));
  return `${mtimeMs} ${size}`;
}

function isFresh() {
  try {
    return Object.entries(JSON.parse(readFileSync(inputs, 'utf8'))).every(([file, seen]) => stamp(file) === seen);
  } catch {
    return false;
  }
}

/** Writes a file atomically: a server that starts at the same time must not read half of it. */
async function place(file, content) {
  const unfinished = `${file}.${process.pid}`;
  await fs.writeFile(unfinished, content);
  await fs.rename(unfinished, file);
}

async function makeBundle() {
  const esbuild = require('esbuild');
  /** Gives each module its own `__dirname`, so that it finds the files beside it. */
  const besides = {
    name: 'files beside a module',
    setup: ({ onLoad }) =>
      onLoad({ filter: /\.ts$/ }, async ({ path: sourcefile }) => {
        const define = { __dirname: JSON.stringify(path.dirname(sourcefile)) };
        const source = await fs.readFile(sourcefile, 'utf8');
        const { code } = await esbuild.transform(source, { define, loader: 'ts', sourcefile, sourcemap: 'inline' });
        return { contents: code };
      }),
  };
  const { metafile, outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [path.join(__dirname, 'tablestore.ts')],
    bundle: true,
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    outfile: bundle,
    plugins: [besides],
    metafile: true,
    write: false,
  });
  await fs.mkdir(folder, { recursive: true });
  await place(bundle, outputFiles[0].text);
  const files = [...Object.keys(metafile.inputs), ...[__filename, bundle].map((file) => path.relative(root, file))];
  await place(inputs, JSON.stringify(Object.fromEntries(files.map((file) => [file, stamp(file)]))));
}

async function launch() {
  if (!isFresh()) await makeBundle();
  process.setSourceMapsEnabled(true);
  require(bundle);
}

launch();
