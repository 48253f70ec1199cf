import * as fs from 'fs';
import * as path from 'path';
import { aimAtPackage } from '../support/app';

/**
 * What is deployed passes the tests of the API: the package is unpacked into an empty folder, where no `node_modules` is
 * in reach, and served on the template's Node version.
 */
aimAtPackage();

const tests = path.resolve(__dirname, '..');
const testsOf = (folder: string) =>
  fs
    .readdirSync(path.join(tests, folder))
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `${folder}/${file}`);
// Of accounts the sessions only: password hashes are slow by intent, and the same code makes them here and there.
const files = [...testsOf('tasks'), 'accounts/session.test.ts', ...testsOf('http')];

describe.each(files)('The package passes test/%s', (file) => {
  require(path.join(tests, file));
});
