/**
 * The tests of row and table operations once more, against a real Tablestore: those that use nothing but the service.
 * It makes tables named t_… in the instance and deletes them afterwards.
 */
const names = ['ENDPOINT', 'INSTANCE', 'ACCESS_KEY_ID', 'ACCESS_KEY_SECRET'].map((name) => `TABLESTORE_TEST_${name}`);

const files = [
  'add-defined-column',
  'batch-get-row',
  'batch-write-row',
  'create-index',
  'delete-row',
  'delete-table',
  'filter',
  'get-range',
  'get-row',
  'names',
  'put-row',
  'update-row',
  'update-table',
];

/** @returns the jest projects to run: the given one, and the service's when the environment names it */
exports.withService = (project) => {
  const missing = names.filter((name) => !process.env[name]);
  if (missing.length > 0) {
    console.error(`Tests against a real Tablestore: not run, for ${missing.join(', ')} are not set.`);
    return project;
  }
  // What belongs to the whole run and not to a project.
  const { testTimeout, testSequencer, maxWorkers, ...shared } = project;
  const service = {
    ...shared,
    displayName: 'tablestore-service',
    globals: { tablestoreService: true },
    testMatch: files.map((file) => `**/tablestore/operations/${file}.test.ts`),
    setupFilesAfterEnv: ['<rootDir>/test/emulators/tablestore/service-timeout.cjs'],
  };
  return { testTimeout, testSequencer, maxWorkers, projects: [{ ...shared, displayName: 'local' }, service] };
};
