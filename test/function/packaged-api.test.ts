import * as fs from 'fs';
import * as path from 'path';
import { aimAtPackage } from '../support/app';

/**
 * What is deployed passes the tests of the API: the package is unpacked into an empty folder, where no `node_modules` is
 * in reach, and served on the template's Node version.
 */
aimAtPackage();

const tests = __dirname;
const testsOf = (folder: string) =>
  fs
    .readdirSync(path.join(tests, folder))
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `${folder}/${file}`);
// Some wait for `PACKAGE_TESTS=all`: password hashes are slow by intent, and lost answers are a matter of the store.
const all = process.env.PACKAGE_TESTS === 'all';
const slow = /^(accounts\/(?!session)|openapi\/|tasks\/lost-answers)/;
const files = [...testsOf('tasks'), ...testsOf('accounts'), ...testsOf('http'), ...testsOf('openapi')].filter(
  (file) => all || !slow.test(file),
);

describe.each(files)('The package passes test/%s', (file) => {
  require(path.join(tests, file));
});
