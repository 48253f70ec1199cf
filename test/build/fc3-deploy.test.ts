import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { readDeployTemplate } from '../../src/build/deploy/template-schema';
import { readAccess } from '../../src/build/deploy-fc3/access';
import { connect as connectClients } from '../../src/build/deploy-fc3/clients';
import { explain } from '../../src/build/deploy-fc3/messages';
import { deployedTarget } from '../../src/build/deploy-fc3/package';
import { type Plan, planOf } from '../../src/build/deploy-fc3/plan';
import { apply, describe as describePlan, remove, StepRefused, survey } from '../../src/build/deploy-fc3/run';
import type { Step } from '../../src/build/deploy-fc3/step';
import { stepsOf } from '../../src/build/deploy-fc3/steps';
import { root } from '../../src/build/root';
import { startFunctionCompute } from '../../src/emulators/function-compute/server';
import { type LocalTablestore, startTablestore } from '../../src/emulators/tablestore/server';
import { connect } from '../emulators/tablestore/sdk';
import { type Fc3Api, keys, startFc3Api } from './fc3-api';
import { copyProject, type Project } from './project';

const source = readFileSync(path.join(root, 'template.yml'), 'utf8').replace('todo.example.com', 'todo.wang.cn');
const plan = planOf(readDeployTemplate(source).template, 'cn-hangzhou');
const instance = plan.instance.name;
const tableNames = plan.tables.map(({ name }) => name).sort();

let store: LocalTablestore;
let api: Fc3Api;
beforeEach(async () => {
  store = await startTablestore({ instance, ...keys });
  api = await startFc3Api(store.url);
});
afterEach(async () => {
  await api.close();
  await store.close();
});

interface Options {
  wanted?: Plan;
  zip?: Buffer;
  withData?: boolean;
}

async function stepsFor({ wanted = plan, zip = Buffer.from('a package'), withData = false }: Options): Promise<Step[]> {
  const environment = { ...api.environment, ACCESS_KEY_ID: keys.accessKeyId, ACCESS_KEY_SECRET: keys.accessKeySecret };
  const access = await readAccess(plan.region, environment);
  return stepsOf({ plan: wanted, access, clients: await connectClients(access), zip, withData, discoveries: {} });
}

/** A whole run; the actions that changed something. */
async function deploy(options: Options = {}): Promise<string[]> {
  api.changes.length = 0;
  await apply(await survey(await stepsFor(options)), () => undefined);
  return [...api.changes];
}

async function removeAll(options: Options = {}): Promise<string[]> {
  const lines: string[] = [];
  await remove(await stepsFor(options), (line) => lines.push(line));
  return lines;
}

async function tablesInStore(): Promise<string[]> {
  const send = connect(store.url, { ...keys, secretAccessKey: keys.accessKeySecret, instancename: instance });
  return (await send('listTable', {})).tableNames.sort();
}

const functionIn = ({ resources }: Fc3Api) => resources.functions!.todolist!;
const secretIn = (one: Fc3Api) => (functionIn(one).environmentVariables as Record<string, string>).SESSION_SECRET;
const networkIn = ({ resources }: Fc3Api) => resources.instances?.[instance]?.NetworkTypeACL;

/** In the order of a first run. */
const creations = [
  'CreateInstance',
  'UpdateInstance',
  'UpdateInstance',
  'CreateRole',
  'CreatePolicy',
  'AttachPolicyToRole',
  'CreateProject',
  'CreateLogStore',
  'CreateIndex',
  'CreateFunction',
  'CreateTrigger',
  'CreateCustomDomain',
];

test('A first deployment to Function Compute 3.0 creates everything in order, and a second one changes nothing', async () => {
  expect(await deploy()).toEqual(creations);
  expect(networkIn(api)).toEqual(['CLASSIC', 'VPC']);
  expect(await tablesInStore()).toEqual(tableNames);
  expect(functionIn(api)).toMatchObject({
    runtime: 'nodejs20',
    handler: 'index-faas.handler',
    memorySize: 256,
    cpu: 0.25,
    timeout: 30,
    role: 'acs:ram::1234567890123456:role/todolist-cn-hangzhou',
    logConfig: { project: 'todolist-demo-log', logstore: 'function' },
    environmentVariables: { TABLESTORE_INSTANCE: instance, SESSION_SECRET: expect.stringMatching(/^[0-9a-f]{64}$/) },
    zip: Buffer.from('a package'),
  });
  expect(await deploy()).toEqual([]);
});

describe.each([
  ['refused', { status: 403, code: 'AccessDenied', message: 'the key may not do this' }],
  ['done but not answered', { status: 500, code: 'InternalError', message: 'broken', takesEffect: true }],
])('when a call is %s', (_how, refusal) => {
  test.each([...new Set(creations)])('a deployment that stops at %s is completed by the next one', async (action) => {
    api.refuse(action, refusal);
    await expect(deploy()).rejects.toThrow(StepRefused);
    expect(api.changes.filter((one) => one !== 'UpdateInstance').at(-1)).toBe(
      action === 'UpdateInstance' ? 'CreateInstance' : action,
    );
    if (action !== 'UpdateInstance') expect(networkIn(api) ?? []).not.toContain('INTERNET');
    api.allow();
    await deploy();
    expect(networkIn(api)).toEqual(['CLASSIC', 'VPC']);
    expect(Object.values(api.resources).map((kind) => Object.keys(kind).length)).toEqual(Array(10).fill(1));
    expect(await deploy()).toEqual([]);
  });
});

test('A later deployment changes what differs and nothing else, and shows it before', async () => {
  await deploy();
  const secret = `${'n'.repeat(32)},${secretIn(api)}`;
  Object.assign(functionIn(api).environmentVariables as object, { SESSION_SECRET: secret, LEFT_OVER: 'x' });
  const wanted: Plan = {
    ...plan,
    logs: { ...plan.logs, days: 60 },
    policy: { ...plan.policy, document: { Version: '1', Statement: [] } },
    function: { ...plan.function, timeout: 60 },
    trigger: { ...plan.trigger, config: { ...plan.trigger.config, methods: ['GET'] } },
  };
  const zip = Buffer.from('another package');
  const shown = describePlan(await survey(await stepsFor({ wanted, zip })));
  expect(shown).toContain('~ change  function todolist\n            timeout: 30 -> 60\n');
  expect(shown).toContain('            variable LEFT_OVER: is removed\n');
  expect(shown).toContain('  leave   role todolist-cn-hangzhou\n');
  expect(shown).not.toContain('n'.repeat(32));
  expect(await deploy({ wanted, zip })).toEqual([
    'CreatePolicyVersion',
    'UpdateLogStore',
    'UpdateFunction',
    'UpdateTrigger',
  ]);
  expect(functionIn(api)).toMatchObject({ timeout: 60, zip });
  expect(functionIn(api).environmentVariables).toEqual({ TABLESTORE_INSTANCE: instance, SESSION_SECRET: secret });
  expect(await deploy({ wanted, zip })).toEqual([]);
});

test("A session key of the template wins over the function's own, and its value is never shown", async () => {
  await deploy();
  const environmentVariables = { ...plan.function.environmentVariables, SESSION_SECRET: 'of-the-template-1' };
  const wanted: Plan = { ...plan, function: { ...plan.function, environmentVariables } };
  const shown = describePlan(await survey(await stepsFor({ wanted })));
  expect(shown).toContain('~ change  function todolist\n            variable SESSION_SECRET: is changed\n');
  expect(await deploy({ wanted })).toEqual(['UpdateFunction']);
  expect(secretIn(api)).toBe('of-the-template-1');
  expect(await deploy({ wanted })).toEqual([]);
});

test('An instance that was left open to the internet is closed again', async () => {
  await deploy();
  api.resources.instances![instance]!.NetworkTypeACL = ['INTERNET', 'VPC', 'CLASSIC'];
  await deploy();
  expect(networkIn(api)).toEqual(['CLASSIC', 'VPC']);
});

test('A table that cannot be used stops the deployment, and the instance is closed all the same', async () => {
  const send = connect(store.url, { ...keys, secretAccessKey: keys.accessKeySecret, instancename: instance });
  await send('createTable', {
    tableMeta: { tableName: 'settings', primaryKey: [{ name: 'name', type: 'INTEGER' }] },
    reservedThroughput: { capacityUnit: { read: 0, write: 0 } },
    tableOptions: { timeToLive: -1, maxVersions: 1 },
  });
  await expect(deploy()).rejects.toThrow('settings has the primary key (name INTEGER) in place of (name STRING)');
  expect(api.changes).toEqual(['CreateInstance', 'UpdateInstance', 'UpdateInstance']);
  expect(networkIn(api)).toEqual(['CLASSIC', 'VPC']);
});

test('A table that the schema has gained is created by the next deployment, with its time to live', async () => {
  await deploy({ wanted: { ...plan, tables: plan.tables.slice(1) } });
  const trash = { name: 'gone_soon', primaryKey: ['owner'], columns: {}, timeToLive: 86_400 };
  await deploy({ wanted: { ...plan, tables: [...plan.tables, trash] } });
  expect(await tablesInStore()).toEqual([...tableNames, 'gone_soon'].sort());
  const send = connect(store.url, { ...keys, secretAccessKey: keys.accessKeySecret, instancename: instance });
  expect(await send('describeTable', { tableName: 'gone_soon' })).toMatchObject({
    tableOptions: { timeToLive: 86_400 },
  });
});

test('Removing a deployment keeps tasks and sessions, so that a new one continues with them', async () => {
  await deploy();
  const secret = secretIn(api);
  expect((await removeAll()).slice(-2)).toEqual([
    `kept       tables of ${instance}: they may hold tasks; --with-data removes them too`,
    `kept       Tablestore instance ${instance}: it may hold tasks`,
  ]);
  const left = Object.entries(api.resources).filter(([, kind]) => Object.keys(kind).length > 0);
  expect(left.map(([kind]) => kind)).toEqual(['instances']);
  expect(await tablesInStore()).toEqual(tableNames);
  await deploy();
  expect(secretIn(api)).toBe(secret);
});

test('Removing a deployment with its data leaves nothing, except an instance that others use too', async () => {
  await deploy();
  await deploy({ wanted: { ...plan, policy: { ...plan.policy, document: { Version: '1', Statement: [] } } } });
  const others = { ...plan, tables: [...plan.tables, { name: 'others', primaryKey: ['id'], columns: {} }] };
  await deploy({ wanted: others });
  expect((await removeAll({ withData: true })).at(-1)).toBe(
    `kept       Tablestore instance ${instance}: it has other tables: others`,
  );
  expect(await tablesInStore()).toEqual(['others']);
  expect(networkIn(api)).toEqual(['CLASSIC', 'VPC']);
  await removeAll({ wanted: others, withData: true });
  expect(Object.values(api.resources).flatMap((kind) => Object.keys(kind))).toEqual([]);
});

test('s.yaml describes to Serverless Devs the function that npm run deploy:fc3 makes', () => {
  const text = readFileSync(path.join(root, 's.yaml'), 'utf8').replaceAll(/\$\{vars\.region\}/g, plan.region);
  const { vars, resources } = parse(text);
  expect(vars.region).toBe(plan.region);
  const { region, code, role, triggers, ...described } = resources.todolist.props;
  expect(region).toBe(plan.region);
  expect(path.resolve(root, code)).toBe(deployedTarget.file);
  expect(role).toBe(plan.role.name);
  const { logConfig, ...rest } = plan.function;
  expect(described).toEqual({ ...rest, logConfig: { ...logConfig, logBeginRule: 'None' } });
  const { name: triggerName, config: triggerConfig } = plan.trigger;
  expect(triggers).toEqual([{ triggerName, triggerType: 'http', qualifier: 'LATEST', triggerConfig }]);
});

test.each([
  ['CreateFunction', 'AccessDenied', 'the caller is not authorized', /the key may not do this: .*docs\/deploy\.md/],
  ['CreateFunction', 'InvalidAccessKeyID', "invalid access key ID 'x'", /the access key was refused/],
  ['CreateFunction', 'AccessDenied', 'Account is inactive to this service', /has not opened this service/],
  ['CreateInstance', 'QuotaExhausted', 'the maximum number of instances is 10', /a quota is used up/],
  ['CreateProject', 'ProjectAlreadyExist', 'the name is used', /the name is taken/],
  ['CreateCustomDomain', 'InvalidArgument', 'the domain has no ICP license', /needs an ICP filing/],
])('A %s that is refused with %s (%s) comes with what to do', async (action, code, message, advice) => {
  api.refuse(action, { status: 403, code, message });
  const refused = await deploy().catch((error: unknown) => error);
  if (!(refused instanceof StepRefused)) throw refused;
  const access = await readAccess(plan.region, { ACCESS_KEY_ID: 'id', ACCESS_KEY_SECRET: 'secret' });
  const text = explain(refused, 'target', access);
  expect(text).toContain(`${code} (403): ${message}`);
  expect(text).toMatch(advice);
});

describe('npm run deploy:fc3', () => {
  const preload = { NODE_OPTIONS: `--require ${path.join(__dirname, 'localhost-names.cjs')}` };
  let project: Project;
  beforeAll(() => {
    project = copyProject();
  });

  /** Calls what was uploaded, with the variables and the tables that were made, on a local Function Compute 3.0. */
  async function smokeDeployedFunction(): Promise<void> {
    const { zip, environmentVariables } = functionIn(api) as {
      zip: Buffer;
      environmentVariables: Record<string, string>;
    };
    project.write('uploaded.zip', zip);
    const functionCompute = await startFunctionCompute({
      template: path.join(root, 'template.yml'),
      code: path.join(project.folder, 'uploaded.zip'),
      generation: 'FC3',
      ahead: 1,
      environment: { ...environmentVariables, TABLESTORE_ENDPOINT: store.url },
      credentials: keys,
      quiet: true,
    });
    try {
      const smoke = await project.npm('smoke', [functionCompute.url]);
      expect(smoke).toMatchObject({ exitCode: 0, output: expect.stringContaining(' works\n') });
    } finally {
      await functionCompute.close();
    }
  }

  test('uploads the package byte for byte, which then works, and says where the function is; the second time it says that nothing changed', async () => {
    const environment = { ...api.environment, ...preload };
    const planned = await project.npm('deploy:fc3', ['--plan'], environment);
    expect(planned.output).toContain(
      '+ create  function todolist\n            nodejs20, 256 MB, 0.25 vCPU, timeout 30 s\n',
    );
    expect(planned.output).toMatch(
      /\+ create {2}tables of todolist-demo\n( {12}\w+\n)+ {12}trash \(rows for 30 days\)\n/,
    );
    expect(planned).toMatchObject({ exitCode: 0 });
    expect(api.changes).toEqual([]);

    const first = await project.npm('deploy:fc3', [], environment);
    expect(first).toMatchObject({ exitCode: 0, output: expect.stringContaining('[8/8] created  HTTP trigger http') });
    expect(first.output).toContain('npm run smoke -- https://todolist-abcdefghij.cn-hangzhou.fcapp.run\n');
    expect(first.output).toContain('npm run browse -- https://todolist-abcdefghij.cn-hangzhou.fcapp.run\n');
    expect((functionIn(api).zip as Buffer).equals(project.read('dist/function-nodejs20.zip'))).toBe(true);

    await smokeDeployedFunction();

    api.changes.length = 0;
    const second = await project.npm('deploy:fc3', [], environment);
    expect(second.output).toContain('Everything is as planned; nothing was changed.\n');
    expect(api.changes).toEqual([]);

    const removed = await project.npm('deploy:fc3', ['--remove', '--with-data'], environment);
    expect(removed).toMatchObject({ exitCode: 0 });
    expect(Object.values(api.resources).flatMap((kind) => Object.keys(kind))).toEqual([]);
  });

  test('names the step, the code and what to do when an API refuses, and prints no key', async () => {
    project.change('template.yml', (text) => text.replace('todo.example.com', 'todo.wang.cn'));
    await deploy({ wanted: { ...plan, domain: undefined } });
    const message = `domain name 'todo.wang.cn' has not been resolved to your FC endpoint (${keys.accessKeySecret})`;
    api.refuse('CreateCustomDomain', { status: 400, code: 'DomainNameNotResolved', message });
    const { exitCode, output } = await project.npm('deploy:fc3', [], { ...api.environment, ...preload });
    expect(exitCode).toBe(1);
    expect(output).toContain('Refused at domain todo.wang.cn: DomainNameNotResolved (400): domain name');
    expect(output).toContain('CNAME record must lead to 1234567890123456.cn-hangzhou.fc.aliyuncs.com first');
    expect(output).toContain('What was made until then stays; the next run continues from there.\n');
    expect(output).not.toContain(keys.accessKeySecret);
    api.refuse('GetFunction', { status: 403, code: 'AccessDenied', message: 'the key may not do this' });
    const planned = await project.npm('deploy:fc3', ['--plan'], { ...api.environment, ...preload });
    expect(planned.output).toMatch(/\nRefused at [^\n]+: AccessDenied \(403\)[\s\S]+\nNothing was changed\.\n$/);
  });

  test('says everything that is in the way before it does anything', async () => {
    project.change('template.yml', (text) => text.replace(/ +LogConfig:\n(.+\n){4}/, ''));
    project.write('dist/function-nodejs20.zip', 'older');
    const environment = { ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true' };
    const { exitCode, output } = await project.npm('deploy:fc3', ['--check'], environment);
    expect(exitCode).toBe(1);
    expect(output.split('\n')).toEqual([
      'Nothing was deployed:',
      '- no region: set REGION, for example to cn-hangzhou',
      '- LogConfig must name a project and a log store',
      expect.stringMatching(
        /^- no access key: set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or run/,
      ),
      '- dist/function-nodejs20.zip is not what the sources give now: run npm run package',
      '',
    ]);
  });
});
