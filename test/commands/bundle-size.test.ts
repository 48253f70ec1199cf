import * as fs from 'node:fs';
import * as path from 'node:path';
import { shippedPackages } from '../../src/build/bundle-size';
import { root } from '../../src/build/root';

const security = fs.readFileSync(path.join(root, 'SECURITY.md'), 'utf8');

test('SECURITY.md names every package that ships, and no other', async () => {
  const table = security.slice(security.indexOf('| package | bytes | why |'));
  const named = [...table.matchAll(/^\| (\S+) \| [\d,]+ \| \S.* \|$/gm)].map(([, name]) => name);
  expect(named.sort()).toEqual([...(await shippedPackages()).keys()].sort());
});

test('every test that SECURITY.md calls as a witness is there', () => {
  const files = [...security.matchAll(/`(test\/[\w./-]+)`/g)].map(([, file]) => file!);
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((file) => !fs.existsSync(path.join(root, file)))).toEqual([]);
});
