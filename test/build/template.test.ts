import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { templateProblems } from '../../src/build/deploy/template';
import { packageFile } from '../../src/build/package/build';
import { root } from '../../src/build/root';
import { readTemplate } from '../../src/emulators/function-compute/template';
import { readSettings, variables } from '../../src/function/settings';
import { operations } from '../../src/function/tablestore/operations';
import { tables } from '../../src/function/tablestore/schema';
import { startApp, type TestApp } from '../support/app';

const source = fs.readFileSync(path.join(root, 'template.yml'), 'utf8');
/** The template after its user chose a domain. */
const chosen = source.replace('todo.example.com', 'todo.wang.cn');
const { Resources } = parse(source);
const { functions } = readTemplate(path.join(root, 'template.yml'));

const problemsOf = (text: string) => templateProblems(text, root, packageFile);

describe('template.yml', () => {
  test('has one function, whose code is the package', () => {
    expect(functions).toMatchObject([{ service: 'todolist', name: 'api', handler: 'index-faas.handler' }]);
    expect(functions[0]!.codeUri).toBe(packageFile);
    expect(functions[0]!.runtime).toBe('nodejs12');
  });

  test('sets variables that the settings table knows, to values that it accepts', () => {
    const { environment } = functions[0]!;
    const known = variables.map(({ name }): string => name);
    expect(Object.keys(environment).filter((name) => !known.includes(name))).toEqual([]);
    expect(readSettings(environment).tablestoreInstance).toBe(environment.TABLESTORE_INSTANCE);
  });

  test('makes the tables of the schema, with their keys', () => {
    const { Type, Properties, ...made } = Resources[functions[0]!.environment.TABLESTORE_INSTANCE!];
    expect(Type).toBe('Aliyun::Serverless::TableStore');
    const keys = (name: string) => made[name].Properties.PrimaryKeyList;
    expect(Object.keys(made).sort()).toEqual(tables.map(({ name }) => name).sort());
    for (const { name, primaryKey } of tables) {
      expect(keys(name)).toEqual(primaryKey.map((column) => ({ Name: column, Type: 'STRING' })));
    }
  });

  test('allows the operations that the code calls, on its own tables, and nothing else', () => {
    const [{ Statement }] = Resources.todolist.Properties.Policies;
    expect(Statement).toHaveLength(1);
    const [{ Effect, Action, Resource }] = Statement;
    const instance = functions[0]!.environment.TABLESTORE_INSTANCE;
    expect({ Effect, Action: [...Action].sort(), Resource: [...Resource].sort() }).toEqual({
      Effect: 'Allow',
      Action: operations.map((operation) => `ots:${operation}`).sort(),
      Resource: tables.map(({ name }) => `acs:ots:*:*:instance/${instance}/table/${name}`).sort(),
    });
    expect(Resources.todolist.Properties.Role).toBeUndefined();
  });

  test('makes the log store that the service writes to', () => {
    const { Project, Logstore } = Resources.todolist.Properties.LogConfig;
    expect(Resources[Project]).toMatchObject({
      Type: 'Aliyun::Serverless::Log',
      [Logstore]: { Type: 'Aliyun::Serverless::Log::Logstore' },
    });
  });

  test('leaves only the names that must be chosen to be changed', () => {
    expect(problemsOf(source)).toEqual([
      'Resources.todolist-domain.Properties.DomainName: is a placeholder: name a domain of your own',
    ]);
    expect(problemsOf(chosen)).toEqual([]);
    const names = source.split('\nResources:')[0]!;
    expect(source.match(/todolist-demo/g)).toHaveLength(names.match(/todolist-demo/g)!.length);
  });
});

describe('the HTTP trigger', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  test('passes every method that a route allows', async () => {
    const allowed = new Set(['OPTIONS']);
    for (const resource of ['/api/tasks', '/api/tasks/01JD0000000000000000000000', '/api/session', '/api/health']) {
      for (const method of await methodsOf(resource)) allowed.add(method);
    }
    expect([...allowed].sort()).toEqual([...functions[0]!.methods!].sort());
  });

  /** What a resource says it allows when it is asked for a method that it does not. */
  async function methodsOf(resource: string): Promise<string[]> {
    for (const method of ['PUT', 'POST', 'PATCH', 'DELETE']) {
      const { status, headers } = await fetch(app.url + resource, { method });
      if (status === 405) return headers.get('allow')!.split(/,\s*/);
    }
    throw new Error(`${resource} allows everything`);
  }
});

describe('the checks before a deployment', () => {
  const wrongs: [what: string, from: string | RegExp, to: string, problem: RegExp][] = [
    [
      'a method that does not exist',
      'PATCH, DELETE',
      'PATCHES, DELETE',
      /Events\.http\.Properties\.Methods\.4: .*PATCHES/,
    ],
    [
      'a misspelt key of the trigger',
      '        http:\n          Type',
      '        http:\n          Typ',
      /Events\.http\.Typ:/,
    ],
    ['a misspelt Events', 'Events:', 'Event:', /todolist\.api\.Event: /],
    [
      'a key type that does not exist',
      'id, Type: STRING',
      'id, Type: TEXT',
      /tasks\.Properties\.PrimaryKeyList\.1\.Type: /,
    ],
    [
      'a throughput, which fun ignores',
      '        PrimaryKeyList:\n          - { Name: username',
      '        ProvisionedThroughput: 1\n        PrimaryKeyList:\n          - { Name: username',
      /accounts\.Properties\.ProvisionedThroughput/,
    ],
    ['a timeout that is too long', 'Timeout: 30', 'Timeout: 6000', /Properties\.Timeout: /],
    ['a concurrency that is too high', 'Timeout: 30', 'InstanceConcurrency: 101', /InstanceConcurrency: /],
    [
      'a log configuration of another kind',
      /LogConfig:\n(.+\n){4}/,
      'LogConfig: Autox\n',
      /LogConfig: must be Auto or name/,
    ],
    [
      'a variable without a value',
      'TABLESTORE_INSTANCE: *instance',
      'TABLESTORE_INSTANCE:',
      /a variable must be a text/,
    ],
    ['a variable of the platform', 'TABLESTORE_INSTANCE: *instance', 'FC_X: a', /the platform reserves this name/],
    [
      'a variable that the function refuses',
      'TABLESTORE_INSTANCE: *instance',
      'TABLESTORE_INSTANCE: *instance\n          SESSION_SECRET: short',
      /todolist\/api: The settings are wrong: SESSION_SECRET/,
    ],
    ['no Transform', 'Transform:', 'Transfrom:', /^Transform: /],
    ['other code than the package', './dist/function.zip', './dist', /CodeUri must be \.\/dist\/function\.zip/],
    [
      'a route to nowhere',
      'FunctionName: api',
      'FunctionName: web',
      /todo\.wang\.cn\/\* leads to todolist\/web, which is not there/,
    ],
    ['a borrowed domain', 'todo.wang.cn', 'Auto', /name a domain of your own/],
    [
      'a policy for another instance',
      'instance/todolist-demo/table/tasks',
      'instance/other/table/tasks',
      /the policy names other, but the template's instance is todolist-demo/,
    ],
    [
      'a function that uses another instance',
      'TABLESTORE_INSTANCE: *instance',
      'TABLESTORE_INSTANCE: other',
      /TABLESTORE_INSTANCE names other/,
    ],
  ];

  test.each(wrongs)('find %s', (_what, from, to, problem) => {
    const wrong = chosen.replace(from, to);
    expect(wrong).not.toBe(chosen);
    const problems = problemsOf(wrong);
    expect(problems.filter((it) => problem.test(it))).toHaveLength(1);
  });

  test('say everything that is wrong at once', () => {
    expect(problemsOf(chosen.replace('Events:', 'Event:').replace('Timeout: 30', 'Timeout: 6000'))).toHaveLength(2);
  });
});
