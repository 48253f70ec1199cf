const { withService } = require('./test/emulators/tablestore/service.cjs');

/** Shared by all lanes. */
const lane = {
  testEnvironment: 'node',
  testMatch: ['**/*.test.ts', '**/*.test.tsx'],
  transform: {
    '^.+\\.[jt]sx?$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript', tsx: true } } }],
  },
  transformIgnorePatterns: ['/node_modules/'],
};

/** Folders of test/ whose tests start a browser, kill processes, or start commands, instances and packages. */
const browser = ['browser'];
const chaos = ['chaos'];
const processes = ['end-to-end', 'build', 'commands', 'emulators/function-compute', 'function/faas'];
/**
 * The tests of the API, and those of them that are too slow for the fast lane: each password hash takes 0.2 s, and a call whose
 * store fails waits before it repeats. A run that names no lanes has them.
 */
const api = ['function'];
const slow = process.argv.includes('--selectProjects')
  ? ['function/accounts/(account|broken-moves|sign-in)', 'function/http/nothing-changed']
  : [];

const inTest = (paths) => paths.map((path) => `<rootDir>/test/${path}`);

/** A lane: the test files in `folders`, except those below `others`. */
const project = (displayName, folders, others = [], more = {}) => ({
  ...lane,
  displayName,
  roots: inTest(folders),
  testPathIgnorePatterns: ['/node_modules/', ...inTest(others).map((path) => `${path}[/.]`)],
  ...more,
});

/** The tests of the API that run over Function Compute 3.0, too: those that meet its losses, on a budget of time. */
const fc3 = ['http', 'openapi', 'page', 'accounts/session.test.ts', 'tasks/list.test.ts', 'tasks/one.test.ts'];

// A run that names no lanes tests the API in this process only: `jest test/function/tasks/one.test.ts` is quick.
const named = (lane) => process.argv.includes(lane);

/** @type {import('jest').Config} */
module.exports = {
  projects: withService(
    [
      project('unit', [''], [...browser, ...chaos, ...processes, ...api]),
      project('api', api, [...processes, ...slow]),
      ...(named('package')
        ? [project('package', api, processes, { setupFiles: ['<rootDir>/test/support/run/against-package.cjs'] })]
        : []),
      ...(named('package-fc3')
        ? [
            project('package-fc3', api, processes, {
              testMatch: fc3.map(
                (path) => `<rootDir>/test/function/${path}${path.endsWith('.ts') ? '' : '/*.test.ts'}`,
              ),
              setupFiles: ['<rootDir>/test/support/run/against-package-fc3.cjs'],
            }),
          ]
        : []),
      project('e2e', processes),
      project('browser', browser),
      project('chaos', chaos),
    ],
    lane,
  ),
  globalSetup: '<rootDir>/test/support/run/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/run/global-teardown.ts',
  testSequencer: '<rootDir>/test/support/run/longest-first.cjs',
  // By default one core is kept free, which on two cores halves the speed.
  maxWorkers: 2,
  // Reached only by a test that hangs: a busy machine takes four times as long as a quiet one.
  testTimeout: 120_000,
};
