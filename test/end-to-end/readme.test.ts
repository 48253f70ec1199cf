import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../src/build/root';
import { startStack } from '../support/stack';

const read = (name: string) => readFile(join(root, name), 'utf8');

/** The code blocks of a page, without their fences. */
function codeOf(page: string): string[] {
  return [...page.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, code]) => code!);
}

test('The session in the README can be pasted: it works as the text around it says', async () => {
  const [, session] = (await read('README.md')).split('<!-- session -->');
  const [script] = codeOf(session!);
  const folder = await mkdtemp(join(tmpdir(), 'todolist-readme-'));
  const stack = await startStack({ ahead: 1 });
  try {
    const commands = script!.replace('http://127.0.0.1:3000', stack.url);
    const { stdout } = await promisify(execFile)('sh', ['-c', commands.replaceAll('curl ', "curl -w '\\n' ")], {
      cwd: folder,
    });
    const answers = stdout.trim().split('\n');
    expect(answers.slice(0, 4).map((answer) => JSON.parse(answer))).toEqual([
      { user: expect.objectContaining({ guest: true }) },
      expect.objectContaining({ title: 'Buy milk', due: '2026-12-01', version: 1 }),
      expect.objectContaining({ completed: true, version: 2 }),
      expect.objectContaining({ status: 412 }),
    ]);
    expect(answers.slice(4)).toEqual(['204']);
    // Options that curl 7.68, which Ubuntu 20.04 has, does not know.
    expect(script).not.toMatch(/--json|--fail-with-body|--url-query|%\{header_json\}/);
  } finally {
    await stack.close();
    await rm(folder, { recursive: true });
  }
});

test('The Chinese README has the sections, commands, routes and links of the English one', async () => {
  const [english, chinese] = await Promise.all([read('README.md'), read('README.zh-CN.md')]);
  const outline = (page: string) => ({
    levels: page.split('\n').flatMap((line) => /^#+ /.exec(line) ?? []),
    code: codeOf(page),
    rows: page.split('\n').flatMap((line) => (line.startsWith('|') ? [line.match(/`[^`]+`/g)?.[0]] : [])),
    links: [...page.matchAll(/\]\(((?!README)[^)]+)\)/g)].map(([, link]) => link!.replace('.zh-CN', '')),
  });
  expect(outline(chinese)).toEqual(outline(english));
  expect(english).toContain('(README.zh-CN.md)');
  expect(chinese).toContain('(README.md)');
  for (const page of [english, chinese]) expect(page.split('\n').length).toBeLessThanOrEqual(150);
});

test('Every npm script that the documentation names exists, and every page that it links to', async () => {
  const { scripts } = JSON.parse(await read('package.json'));
  const pages = ['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md', 'SECURITY.md'].concat(
    ['accounts', 'architecture', 'deploy', 'deploy.zh-CN', 'original-page', 'performance', 'troubleshooting'].map(
      (it) => `docs/${it}.md`,
    ),
  );
  const missing: string[] = [];
  for (const page of pages) {
    const text = await read(page);
    for (const [, script] of text.matchAll(/npm run (?!--)([\w:]+)/g)) if (!(script! in scripts)) missing.push(script!);
    for (const [, link] of text.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      await read(join(page, '..', link!)).catch(() => missing.push(`${page}: ${link}`));
    }
  }
  expect(missing).toEqual([]);
});
