/**
 * Which folders of src/ may import from which; docs/architecture.md draws them. `npm run lint` checks it.
 *
 * commands → build → emulators → function; web → shared; function → shared.
 * Inside the function: function.ts → app.ts → subjects → tablestore, http.
 */

const inside = (...folders) => `^src/(${folders.join('|')})`;
const subjects = ['tasks', 'lists', 'trash', 'batch', 'calendar', 'accounts', 'original', 'openapi', 'page'];

/** A rule: files of `from` import, within src/, only from `to` (and from their own folder). */
const only = (name, from, to) => ({
  name,
  severity: 'error',
  from: { path: inside(from) },
  to: { path: '^src/', pathNot: inside(from, ...to) },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    only('shared-is-a-leaf', 'shared/', []),
    only('web-uses-shared-facts', 'web/', ['shared/']),
    only('function-ships-alone', 'function/', ['shared/']),
    only('emulators-below-build', 'emulators/', ['function/', 'shared/']),
    only('build-below-commands', 'build/', ['emulators/', 'function/', 'shared/']),
    only('tablestore-emulator-stands-alone', 'emulators/tablestore/', ['shared/']),
    only('function-compute-emulator-stands-alone', 'emulators/function-compute/', ['shared/']),
    only('tablestore-is-a-leaf', 'function/tablestore/', ['shared/']),
    only('http-knows-no-subject', 'function/http/', ['function/tablestore/', 'shared/']),
    only('faas-serves-any-app', 'function/faas/', ['function/http/', 'shared/']),
    ...subjects.map((subject) =>
      only(`${subject}-uses-what-subjects-share`, `function/${subject}/`, [
        ...(subject === 'tasks' ? [] : ['function/tasks/', 'function/accounts/']),
        ...(subject === 'accounts' ? ['function/lists/', 'function/trash/'] : []),
        ...(subject === 'page' ? ['function/lists/'] : []),
        ...(subject === 'openapi' ? subjects.map((described) => `function/${described}/`) : []),
        'function/tablestore/',
        'function/http/',
        'shared/',
      ]),
    ),
    {
      name: 'original-can-be-removed',
      comment: 'Only app.ts knows the folder, and loads it when a request needs it.',
      severity: 'error',
      from: { path: '^src/', pathNot: inside('function/original/') },
      to: { path: inside('function/original/'), dynamic: false },
    },
    {
      name: 'original-is-known-to-the-app-alone',
      severity: 'error',
      from: { path: '^src/', pathNot: inside('function/original/', 'function/app.ts') },
      to: { path: inside('function/original/') },
    },
    {
      name: 'validation-is-loaded-by-calls-that-send-something',
      comment:
        'Valibot would be loaded at every cold start; the original’s page and the OpenAPI document are loaded when needed.',
      severity: 'error',
      from: {
        path: inside('function/'),
        pathNot: inside('function/(original|openapi)/', 'function/[^/]+/(input|fields)\\.ts'),
      },
      to: { path: inside('function/[^/]+/(input|fields)\\.ts'), dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'what-ships-needs-no-development-dependency',
      comment: 'The build puts the result of body-schemas.ts in its place.',
      severity: 'error',
      from: { path: inside('function/'), pathNot: inside('function/openapi/body-schemas.ts') },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'tsc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.cjs', '.js'],
      conditionNames: ['require', 'node', 'default'],
    },
  },
};
