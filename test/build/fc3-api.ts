import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc64 } from '../../src/build/deploy-fc3/crc64';
import './localhost-names.cjs';
import { isSigned } from './fc3-signatures';

type Fields = Record<string, unknown>;
type Reply = object | undefined;

/** What a call asks for: the parts of its path, and the fields of its query and body. */
interface Call {
  project: string;
  /** Such as `functions`, `todolist`, `triggers`. */
  path: string[];
  fields: Fields;
}

interface Refusal {
  status: number;
  code: string;
  message: string;
  /** The action takes effect all the same: its answer is lost. */
  takesEffect?: boolean;
}

/** Stand-ins for the APIs of Function Compute 3.0, Tablestore's control, RAM and Log Service. */
export interface Fc3Api {
  /** Variables that lead the deployment to it. */
  environment: Record<string, string>;
  /** All there is, by kind and name; the code of functions as bytes. */
  resources: Record<string, Record<string, Fields>>;
  /** Actions that changed something, or were refused. */
  changes: string[];
  /** From now on refuses an action. */
  refuse(action: string, refusal: Refusal): void;
  /** Refuses nothing any longer. */
  allow(): void;
  close(): Promise<void>;
}

class ApiError extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

const missing = (code: string) => new ApiError({ status: 404, code, message: 'there is no such thing' });

/** Access keys that the APIs know. */
export const keys = { accessKeyId: 'key-id', accessKeySecret: 'key-secret-of-the-test' };
const account = '1234567890123456';

/**
 * Starts APIs that have nothing yet. Calls on tables are handed to a local Tablestore as long as the instance is open to the
 * internet; otherwise the connection breaks.
 */
export async function startFc3Api(tablesUrl: string): Promise<Fc3Api> {
  const resources: Fc3Api['resources'] = {};
  const refusals = new Map<string, Refusal>();
  const changes: string[] = [];
  const answer = (action: string, call: Call): Reply => {
    const run = actions[action];
    if (!run) throw new ApiError({ status: 400, code: 'InvalidAction', message: action });
    if (!/^(Get|List)/.test(action)) changes.push(action);
    const refusal = refusals.get(action);
    const reply = !refusal || refusal.takesEffect ? run(call, new Kinds(resources)) : undefined;
    if (refusal) throw new ApiError(refusal);
    return reply;
  };
  const server = http.createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    if (req.headers['x-ots-instancename'] !== undefined) return forward(req, body, res, tablesUrl, resources);
    const send = (status: number, content: object = {}) => {
      const requestIds = { 'x-acs-request-id': 'test', 'x-log-requestid': 'test' };
      res.writeHead(status, { 'content-type': 'application/json', ...requestIds });
      res.end(JSON.stringify(content));
    };
    try {
      if (!isSigned(req, body, keys)) {
        throw new ApiError({ status: 403, code: 'SignatureDoesNotMatch', message: 'not signed with a known key' });
      }
      send(200, answer(actionOf(req), callOf(req, body)));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { status, code, message } = error.refusal;
      send(status, { Code: code, Message: message, errorCode: code, errorMessage: message, RequestId: 'test' });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    environment: {
      REGION: 'cn-hangzhou',
      ALIBABA_CLOUD_ACCESS_KEY_ID: keys.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: keys.accessKeySecret,
      FC3_ENDPOINT: url,
      OTS_ENDPOINT: url,
      RAM_ENDPOINT: url,
      SLS_ENDPOINT: `http://log.localhost:${port}`,
      TABLESTORE_ENDPOINT: url,
    },
    resources,
    changes,
    refuse: (action, refusal) => refusals.set(action, refusal),
    allow: () => refusals.clear(),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Log Service has no header for the action: its method and path tell. */
function actionOf(req: http.IncomingMessage): string {
  const action = req.headers['x-acs-action'];
  if (action !== undefined) return String(action);
  const verb = { GET: 'Get', POST: 'Create', PUT: 'Update', DELETE: 'Delete' }[String(req.method)];
  const path = req.url!.split('?')[0]!;
  if (path === '/') return `${verb}Project`;
  if (path.endsWith('/index')) return `${verb}Index`;
  return path === '/logstores' && verb === 'Get' ? 'ListLogStores' : `${verb}LogStore`;
}

function callOf(req: http.IncomingMessage, body: Buffer): Call {
  const { pathname, searchParams } = new URL(req.url!, 'http://api');
  const form = String(req.headers['content-type']).includes('x-www-form-urlencoded');
  const fields = form ? Object.fromEntries(new URLSearchParams(body.toString())) : JSON.parse(body.toString() || '{}');
  return {
    project: req.headers.host!.split('.log.')[0]!,
    path: pathname.split('/').filter((part) => part !== '' && part !== '2023-03-30'),
    fields: { ...Object.fromEntries(searchParams), ...fields },
  };
}

/** Resources by kind. */
class Kinds {
  constructor(private readonly resources: Fc3Api['resources']) {}

  find(kind: string, name: unknown): Fields | undefined {
    return this.resources[kind]?.[String(name)];
  }

  get(kind: string, name: unknown, code: string): Fields {
    const found = this.find(kind, name);
    if (!found) throw missing(code);
    return found;
  }

  create(kind: string, name: unknown, fields: Fields): Fields {
    if (this.find(kind, name)) {
      throw new ApiError({ status: 409, code: `${kind}AlreadyExist`, message: `${name} is taken` });
    }
    this.resources[kind] = { ...this.resources[kind], [String(name)]: fields };
    return fields;
  }

  remove(kind: string, name: unknown, code: string): undefined {
    this.get(kind, name, code);
    delete this.resources[kind]![String(name)];
  }

  names(kind: string, prefix = ''): string[] {
    return Object.keys(this.resources[kind] ?? {}).filter((name) => name.startsWith(prefix));
  }
}

const conflict = (message: string) => new ApiError({ status: 409, code: 'DeleteConflict', message });

const actions: Record<string, (call: Call, kinds: Kinds) => Reply> = {
  GetInstance: ({ fields }, kinds) => kinds.get('instances', fields.InstanceName, 'NotFound'),
  CreateInstance({ fields: { InstanceName, ClusterType, InstanceDescription, NetworkTypeACL } }, kinds) {
    kinds.create('instances', InstanceName, {
      InstanceSpecification: ClusterType,
      InstanceDescription,
      NetworkTypeACL,
    });
    return {};
  },
  UpdateInstance({ fields: { InstanceName, ...changed } }, kinds) {
    Object.assign(kinds.get('instances', InstanceName, 'NotFound'), changed);
    return {};
  },
  DeleteInstance: ({ fields }, kinds) => kinds.remove('instances', fields.InstanceName, 'NotFound'),

  GetRole: ({ fields }, kinds) => ({ Role: kinds.get('roles', fields.RoleName, 'EntityNotExist.Role') }),
  CreateRole({ fields: { RoleName, ...fields } }, kinds) {
    return { Role: kinds.create('roles', RoleName, { ...fields, Arn: `acs:ram::${account}:role/${RoleName}` }) };
  },
  UpdateRole({ fields }, kinds) {
    kinds.get('roles', fields.RoleName, 'EntityNotExist.Role').AssumeRolePolicyDocument =
      fields.NewAssumeRolePolicyDocument;
    return {};
  },
  DeleteRole({ fields }, kinds) {
    if (kinds.names('attachments', `${fields.RoleName} `).length > 0) throw conflict('the role has policies');
    return kinds.remove('roles', fields.RoleName, 'EntityNotExist.Role');
  },
  GetPolicy({ fields }, kinds) {
    const { PolicyDocument } = kinds.get('policies', fields.PolicyName, 'EntityNotExist.Policy');
    return { Policy: {}, DefaultPolicyVersion: { PolicyDocument } };
  },
  CreatePolicy({ fields: { PolicyName, PolicyDocument } }, kinds) {
    kinds.create('policies', PolicyName, { PolicyDocument, versions: 1 });
    return {};
  },
  CreatePolicyVersion({ fields }, kinds) {
    const policy = kinds.get('policies', fields.PolicyName, 'EntityNotExist.Policy');
    policy.PolicyDocument = fields.PolicyDocument;
    policy.versions = Number(policy.versions) + 1;
    return {};
  },
  ListPolicyVersions({ fields }, kinds) {
    const { versions } = kinds.get('policies', fields.PolicyName, 'EntityNotExist.Policy');
    const list = Array.from({ length: Number(versions) }, (_, index) => ({
      VersionId: `v${index + 1}`,
      IsDefaultVersion: index + 1 === versions,
    }));
    return { PolicyVersions: { PolicyVersion: list } };
  },
  DeletePolicyVersion({ fields }, kinds) {
    const policy = kinds.get('policies', fields.PolicyName, 'EntityNotExist.Policy');
    policy.versions = Number(policy.versions) - 1;
    return {};
  },
  DeletePolicy({ fields }, kinds) {
    if (kinds.get('policies', fields.PolicyName, 'EntityNotExist.Policy').versions !== 1) {
      throw conflict('the policy has other versions');
    }
    return kinds.remove('policies', fields.PolicyName, 'EntityNotExist.Policy');
  },
  ListPoliciesForRole({ fields }, kinds) {
    kinds.get('roles', fields.RoleName, 'EntityNotExist.Role');
    const names = kinds.names('attachments', `${fields.RoleName} `).map((name) => name.split(' ')[1]);
    return { Policies: { Policy: names.map((PolicyName) => ({ PolicyName, PolicyType: 'Custom' })) } };
  },
  AttachPolicyToRole({ fields: { RoleName, PolicyName } }, kinds) {
    kinds.get('roles', RoleName, 'EntityNotExist.Role');
    kinds.get('policies', PolicyName, 'EntityNotExist.Policy');
    kinds.create('attachments', `${RoleName} ${PolicyName}`, {});
    return {};
  },
  DetachPolicyFromRole: ({ fields: { RoleName, PolicyName } }, kinds) =>
    kinds.remove('attachments', `${RoleName} ${PolicyName}`, 'EntityNotExist.Role.Policy'),

  GetProject: ({ project }, kinds) => kinds.get('projects', project, 'ProjectNotExist'),
  CreateProject({ fields: { projectName, ...fields } }, kinds) {
    kinds.create('projects', projectName, fields);
    return undefined;
  },
  DeleteProject: ({ project }, kinds) => kinds.remove('projects', project, 'ProjectNotExist'),
  ListLogStores({ project }, kinds) {
    const logstores = kinds.names('stores', `${project} `).map((name) => name.split(' ')[1]);
    return { logstores, count: logstores.length, total: logstores.length };
  },
  GetLogStore({ project, path: [, store] }, kinds) {
    kinds.get('projects', project, 'ProjectNotExist');
    return kinds.get('stores', `${project} ${store}`, 'LogStoreNotExist');
  },
  CreateLogStore({ project, fields }, kinds) {
    kinds.get('projects', project, 'ProjectNotExist');
    kinds.create('stores', `${project} ${fields.logstoreName}`, fields);
    return undefined;
  },
  UpdateLogStore({ project, path: [, store], fields }, kinds) {
    Object.assign(kinds.get('stores', `${project} ${store}`, 'LogStoreNotExist'), fields);
    return undefined;
  },
  DeleteLogStore({ project, path: [, store] }, kinds) {
    if (kinds.find('indexes', `${project} ${store}`)) kinds.remove('indexes', `${project} ${store}`, '');
    return kinds.remove('stores', `${project} ${store}`, 'LogStoreNotExist');
  },
  GetIndex: ({ project, path: [, store] }, kinds) => kinds.get('indexes', `${project} ${store}`, 'IndexConfigNotExist'),
  CreateIndex({ project, path: [, store], fields }, kinds) {
    kinds.create('indexes', `${project} ${store}`, fields);
    return undefined;
  },

  GetFunction: ({ path: [, name] }, kinds) => withoutCode(kinds.get('functions', name, 'FunctionNotFound')),
  CreateFunction({ fields: { code, ...fields } }, kinds) {
    kinds.get('roles', String(fields.role).split('/')[1], 'InvalidArgument');
    return withoutCode(kinds.create('functions', fields.functionName, { ...fields, ...accepted(code) }));
  },
  UpdateFunction({ path: [, name], fields: { code, ...fields } }, kinds) {
    const changed = { ...fields, ...(code !== undefined && accepted(code)) };
    return withoutCode(Object.assign(kinds.get('functions', name, 'FunctionNotFound'), changed));
  },
  DeleteFunction({ path: [, name] }, kinds) {
    if (kinds.names('triggers', `${name} `).length > 0) throw conflict('the function has triggers');
    return kinds.remove('functions', name, 'FunctionNotFound');
  },
  GetTrigger: ({ path: [, name, , trigger] }, kinds) => kinds.get('triggers', `${name} ${trigger}`, 'TriggerNotFound'),
  CreateTrigger({ path: [, name], fields }, kinds) {
    kinds.get('functions', name, 'FunctionNotFound');
    const httpTrigger = { urlInternet: `https://${name}-abcdefghij.cn-hangzhou.fcapp.run` };
    return kinds.create('triggers', `${name} ${fields.triggerName}`, { ...fields, httpTrigger });
  },
  UpdateTrigger: ({ path: [, name, , trigger], fields }, kinds) =>
    Object.assign(kinds.get('triggers', `${name} ${trigger}`, 'TriggerNotFound'), fields),
  DeleteTrigger: ({ path: [, name, , trigger] }, kinds) =>
    kinds.remove('triggers', `${name} ${trigger}`, 'TriggerNotFound'),
  GetCustomDomain: ({ path: [, name] }, kinds) => kinds.get('domains', name, 'DomainNameNotFound'),
  CreateCustomDomain: ({ fields }, kinds) => kinds.create('domains', fields.domainName, fields),
  UpdateCustomDomain: ({ path: [, name], fields }, kinds) =>
    Object.assign(kinds.get('domains', name, 'DomainNameNotFound'), fields),
  DeleteCustomDomain: ({ path: [, name] }, kinds) => kinds.remove('domains', name, 'DomainNameNotFound'),
};

/** The code that a function was given, if it arrived whole. */
function accepted(code: unknown): Fields {
  const { zipFile, checksum } = code as { zipFile: string; checksum: string };
  const zip = Buffer.from(zipFile, 'base64');
  if (crc64(zip) !== checksum) {
    throw new ApiError({ status: 400, code: 'InvalidArgument', message: 'the checksum does not fit' });
  }
  return { zip, codeChecksum: checksum };
}

const withoutCode = ({ zip, ...shown }: Fields): Fields => shown;

function forward(
  req: http.IncomingMessage,
  body: Buffer,
  res: http.ServerResponse,
  tablesUrl: string,
  resources: Fc3Api['resources'],
): void {
  const instance = resources.instances?.[String(req.headers['x-ots-instancename'])];
  if (!(instance?.NetworkTypeACL as string[] | undefined)?.includes('INTERNET')) return void req.socket.destroy();
  const { host: _host, ...headers } = req.headers;
  const onward = http.request(new URL(req.url!, tablesUrl), { method: 'POST', headers }, (reply) => {
    res.writeHead(reply.statusCode!, reply.headers);
    reply.pipe(res);
  });
  onward.end(body);
}
