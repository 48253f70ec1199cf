const { withService } = require('./test/emulators/tablestore/service.cjs');

/** @type {import('jest').Config} */
module.exports = withService({
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts', '**/*.test.tsx'],
  transform: {
    '^.+\\.[jt]sx?$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript', tsx: true } } }],
  },
  transformIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/test/support/run/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/run/global-teardown.ts',
  testSequencer: '<rootDir>/test/support/run/longest-first.cjs',
  // By default one core is kept free, which on two cores halves the speed.
  maxWorkers: 2,
  // Only a test that hangs meets it: a machine that is busy with other things takes four times as long.
  testTimeout: 120_000,
});
