import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const repository = path.resolve(__dirname, '../..');
const parts = ['src', 'package.json', 'package-lock.json', 'tsconfig.json', 'template.yml', '.funignore'];

/** A copy of this project in a folder of its own, for commands that write into it. */
export interface Project {
  folder: string;
  write(name: string, content: string | Buffer): void;
  read(name: string): Buffer;
  change(name: string, edit: (text: string) => string): void;
  /** Runs Node in the copy; never rejects. */
  node(args: string[], environment?: Record<string, string>): Promise<Finished>;
  /** Runs a command of package.json in the copy. */
  npm(script: string, args?: string[], environment?: Record<string, string>): Promise<Finished>;
}

export interface Finished {
  exitCode: number;
  output: string;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});

/** Copies the project; removed after the file's tests. */
export function copyProject(): Project {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'project-'));
  folders.push(folder);
  for (const name of parts) fs.cpSync(path.join(repository, name), path.join(folder, name), { recursive: true });
  fs.symlinkSync(path.join(repository, 'node_modules'), path.join(folder, 'node_modules'));
  fs.mkdirSync(path.join(folder, 'home'));
  const file = (name: string) => path.join(folder, name);
  const project: Project = {
    folder,
    write(name, content) {
      fs.mkdirSync(path.dirname(file(name)), { recursive: true });
      fs.writeFileSync(file(name), content);
    },
    read: (name) => fs.readFileSync(file(name)),
    change: (name, edit) => fs.writeFileSync(file(name), edit(fs.readFileSync(file(name), 'utf8'))),
    node: (args, environment = {}) => run(folder, args, environment),
    npm(script, args = [], environment = {}) {
      const { scripts } = JSON.parse(fs.readFileSync(file('package.json'), 'utf8'));
      return run(folder, [...scripts[script].split(' ').slice(1), ...args], environment);
    },
  };
  return project;
}

/** Runs a command of package.json in the repository itself, for commands that write nothing there. */
export function npmHere(
  script: string,
  args: string[] = [],
  environment: Record<string, string> = {},
): Promise<Finished> {
  const { scripts } = JSON.parse(fs.readFileSync(path.join(repository, 'package.json'), 'utf8'));
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'home-'));
  folders.push(home);
  return run(repository, [...scripts[script].split(' ').slice(1), ...args], { HOME: home, ...environment });
}

function run(cwd: string, args: string[], environment: Record<string, string>): Promise<Finished> {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, args, {
    cwd,
    // Nothing of the developer's account, configuration or continuous integration reaches fun.
    env: { PATH, HOME: path.join(cwd, 'home'), RETRIES: '1', TIMEOUT: '10', NODE_NO_WARNINGS: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ exitCode: code ?? -1, output }));
  });
}
