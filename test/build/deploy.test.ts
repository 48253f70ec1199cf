import { unzipSync } from 'fflate';
import { findIgnored } from '../../src/build/package/ignored';
import { type FcApi, startFcApi } from './fc-api';
import { copyProject, type Project } from './project';

/** With a role of its own and neither domain, tables nor logs, a service needs no cloud but Function Compute's API. */
function withoutOtherClouds(template: string): string {
  const [top, service] = template.split('  todolist:\n') as [string, string];
  const names = top.split('Resources:')[0];
  return `${names}Resources:\n  todolist:\n${service.split('  todolist-domain:')[0]}`.replace(
    / +# fun makes(.|\n)+LogConfig:\n(.+\n){4}/,
    '      Role: acs:ram::1234567890123456:role/function\n',
  );
}

const fun = 'node_modules/@alicloud/fun/bin/fun.js';
const account = {
  ACCOUNT_ID: '1234567890123456',
  REGION: 'cn-hangzhou',
  ACCESS_KEY_ID: 'key-id',
  ACCESS_KEY_SECRET: 'a-secret-of-this-test',
};

test('npm run deploy -- --check says everything that is in the way', async () => {
  const project = copyProject();
  project.write('template.packaged.yml', 'x');
  project.write('.fun/build/artifacts/template.yml', 'x');
  project.write('dist/function.zip', 'older');
  project.write('.env', '# mine\nREGION=cn-beijing\nexport ACCESS_KEY_ID="x"\nEDITOR=vi\n');
  project.change('template.yml', (text) => text.replace('nodejs12', 'nodejs14'));
  const { exitCode, output } = await project.npm('deploy', ['--check'], { ACCOUNT_ID: '1' });
  expect(exitCode).toBe(1);
  expect(output.split('\n')).toEqual(
    expect.arrayContaining([
      'Nothing was deployed:',
      '- no account settings: set REGION, ACCESS_KEY_ID, ACCESS_KEY_SECRET in the environment, or run: node node_modules/@alicloud/fun/bin/fun.js config',
      '- Resources.todolist-domain.Properties.DomainName: is a placeholder: name a domain of your own',
      '- template.packaged.yml would be deployed in place of template.yml: remove it (rm -r template.packaged.yml)',
      '- .fun/build would be deployed in place of template.yml: remove it (rm -r .fun/build)',
      '- .env sets REGION, ACCESS_KEY_ID, which fun would prefer to the environment: take them out of it',
      '- dist/function.zip is not what the sources give now: run npm run package',
      '- fun validate refuses template.yml:',
      expect.stringContaining('todolist/api/Properties/Runtime'),
    ]),
  );
});

describe('with an account', () => {
  let api: FcApi;
  let project: Project;
  let environment: Record<string, string>;
  beforeAll(async () => {
    api = await startFcApi();
    environment = { ...account, FC_ENDPOINT: api.url };
    project = copyProject();
    project.change('template.yml', withoutOtherClouds);
  });
  afterAll(() => api.close());

  test('npm run deploy uploads the package, byte for byte, and says what to do next', async () => {
    const { exitCode, output } = await project.npm('deploy', [], environment);
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    expect(api.codeOf('todolist', 'api').equals(project.read('dist/function.zip'))).toBe(true);
    expect(api.calls).toContain('POST /services/todolist/functions/api/triggers');
    const url = 'https://1234567890123456.cn-hangzhou.fc.aliyuncs.com/2016-08-15/proxy/todolist/api/';
    expect(output).toContain(`npm run smoke -- ${url}`);
    expect(output).toContain(`npm run browse -- ${url}`);
  });

  test('a plain fun deploy of the same package does the same, once npm run deploy -- --check agrees', async () => {
    const check = await project.npm('deploy', ['--check'], environment);
    expect(check).toEqual({ exitCode: 0, output: 'ready to deploy\n' });
    const before = project.read('dist/function.zip');
    const { exitCode } = await project.node([fun, 'deploy', '-y'], environment);
    expect(exitCode).toBe(0);
    expect(api.codeOf('todolist', 'api').equals(before)).toBe(true);
  });

  test('fun and the packager leave out the same when somebody points CodeUri at the folder', async () => {
    const unwanted = [
      '.env.local',
      'a.map',
      'server.pem',
      'node_modules/x/index.js',
      'src/a.js',
      'deep/b.ts',
      'a/.git/x',
    ];
    for (const name of unwanted) project.write(`dist/function/${name}`, 'x');
    project.change('template.yml', (text) => text.replace('./dist/function.zip', './dist/function'));
    const { exitCode } = await project.node([fun, 'deploy', '-y'], environment);
    project.change('template.yml', (text) => text.replace('./dist/function', './dist/function.zip'));
    expect(exitCode).toBe(0);
    const packed = Object.keys(unzipSync(project.read('dist/function.zip')));
    const uploaded = Object.keys(unzipSync(api.codeOf('todolist', 'api'))).filter((name) => !name.endsWith('/'));
    expect(uploaded.sort()).toEqual(packed.sort());
    const ignored = await findIgnored([...packed, ...unwanted].map((name) => ({ name, bytes: Buffer.of() })));
    expect(ignored.map(({ name }) => name)).toEqual(unwanted);
  });

  test('npm run deploy fails when fun does', async () => {
    api.refuse();
    const { exitCode, output } = await project.npm('deploy', [], environment);
    expect(exitCode).toBe(1);
    expect(output).toContain('the key may not do this');
    expect(output).toContain('fun failed; the resources that it had created stay.');
  });
});
