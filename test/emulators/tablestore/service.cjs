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
  'order-of-checks',
  'put-row',
  'update-row',
  'update-table',
];

/** @returns the jest projects, with one more for the service when the environment names it; all share `lane` */
exports.withService = (projects, lane) => {
  if (names.some((name) => !process.env[name])) return projects;
  const service = {
    ...lane,
    displayName: 'tablestore-service',
    roots: ['<rootDir>/test/emulators/tablestore'],
    globals: { tablestoreService: true },
    testMatch: files.map((file) => `**/tablestore/operations/${file}.test.ts`),
    setupFilesAfterEnv: ['<rootDir>/test/emulators/tablestore/service-timeout.cjs'],
  };
  return [...projects, service];
};
