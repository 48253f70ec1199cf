/*
 * Runs main.ts. Its modules are bundled into one file, which is kept until one of them changes: to load a hundred modules through
 * a compiler takes longer than everything else that happens at the start.
 */
const { promises: fs, readFileSync, statSync } = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '../../..');
const folder = path.join(root, 'node_modules/.cache/todolist-backend');
const bundle = path.join(folder, 'tablestore.cjs');
/** The files that the bundle was made from, and itself, each with its stamp. */
const inputs = path.join(folder, 'tablestore.inputs.json');

/** Changes when the file changes. */
const stamp = (file) => {
  const { mtimeMs, size } = statSync(path.join(root, file));
  return `${mtimeMs} ${size}`;
};

const isFresh = () => {
  try {
    return Object.entries(JSON.parse(readFileSync(inputs, 'utf8'))).every(([file, seen]) => stamp(file) === seen);
  } catch {
    return false;
  }
};

/** Puts a file in its place at once: a server that starts meanwhile must not read half of it. */
const place = async (file, content) => {
  const unfinished = `${file}.${process.pid}`;
  await fs.writeFile(unfinished, content);
  await fs.rename(unfinished, file);
};

const makeBundle = async () => {
  const esbuild = require('esbuild');
  /** In the bundle, too, a module finds the files that lie beside it. */
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
    entryPoints: [path.join(__dirname, 'main.ts')],
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
};

const launch = async () => {
  if (!isFresh()) await makeBundle();
  process.setSourceMapsEnabled(true);
  require(bundle);
};

launch();
