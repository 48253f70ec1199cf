import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import {
  type FunctionComputeOptions,
  type LocalFunctionCompute,
  startFunctionCompute,
} from '../../../src/emulators/function-compute/server';

export interface Deployment extends LocalFunctionCompute {
  folder: string;
  logs: string[];
}

interface DeploymentOptions extends Partial<FunctionComputeOptions> {
  /** Source of `index.js`. */
  source: string;
  /** Properties of the function that differ from nodejs12, 128 MiB and 5 s. */
  properties?: Record<string, unknown>;
  methods?: string[];
  /** Ended after all tests of the file instead of after one. */
  share?: boolean;
}

const open: Deployment[] = [];
const shared: Deployment[] = [];
afterEach(() => closeAll(open));
afterAll(() => closeAll(shared));

async function closeAll(deployments: Deployment[]): Promise<void> {
  for (const deployment of deployments.splice(0)) {
    await deployment.close();
    rmSync(deployment.folder, { recursive: true });
  }
}

/** Writes a template and a one-file function into a folder of their own and starts them; ended after each test. */
export async function deploy({
  source,
  properties,
  methods,
  share,
  ...options
}: DeploymentOptions): Promise<Deployment> {
  const folder = mkdtempSync(join(tmpdir(), 'deployment-'));
  mkdirSync(join(folder, 'code'));
  writeFileSync(join(folder, 'code', 'index.js'), source);
  writeFileSync(join(folder, 'template.yml'), stringify(template(properties, methods)));
  const logs: string[] = [];
  const log = (line: string): void => void logs.push(line);
  const started = await startFunctionCompute({ template: join(folder, 'template.yml'), ahead: 1, log, ...options });
  const deployment = { ...started, folder, logs };
  (share ? shared : open).push(deployment);
  return deployment;
}

function template(
  properties: object = {},
  methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
): object {
  return {
    ROSTemplateFormatVersion: '2015-09-01',
    Transform: 'Aliyun::Serverless-2018-04-03',
    Resources: {
      service: {
        Type: 'Aliyun::Serverless::Service',
        api: {
          Type: 'Aliyun::Serverless::Function',
          Properties: { Handler: 'index.handler', Runtime: 'nodejs12', Timeout: 5, CodeUri: './code', ...properties },
          Events: { http: { Type: 'HTTP', Properties: { AuthType: 'ANONYMOUS', Methods: methods } } },
        },
      },
      domain: {
        Type: 'Aliyun::Serverless::CustomDomain',
        Properties: {
          DomainName: 'app.example.com',
          Protocol: 'HTTP',
          RouteConfig: { Routes: { '/*': { ServiceName: 'service', FunctionName: 'api' } } },
        },
      },
    },
  };
}

/** What the function `echo` answers. */
export interface Echo {
  method: string;
  url: string;
  path: string;
  queries: Record<string, string | string[]>;
  headers: Record<string, string>;
  clientIP: string;
  context: Record<string, unknown>;
  /** Calls that this process has served. */
  calls: number;
  /** Base64. */
  body: string;
  pid: number;
  node: string;
  env: Record<string, string>;
}

export async function fetchEcho(url: string, init?: RequestInit): Promise<Echo> {
  return (await fetch(url, init)).json() as Promise<Echo>;
}

/** A handler that answers with what it was given, and with the process that ran it. */
export const echo = `
  let calls = 0;
  exports.handler = (req, resp, context) => {
    calls += 1;
    resp.setHeader('content-type', 'application/json');
    const { method, url, path, queries, headers, clientIP } = req;
    resp.send(JSON.stringify({
      method, url, path, queries, headers, clientIP, context, calls,
      body: req.body.toString('base64'), pid: process.pid, node: process.version, env: process.env,
    }));
  };`;
