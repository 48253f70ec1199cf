import { crc64 } from '../../src/build/deploy-fc3/crc64';

export type Fields = Record<string, unknown>;
export type Reply = object | undefined;

/** What a call asks for: the parts of its path, and the fields of its query and body. */
export interface Call {
  project: string;
  /** Such as `functions`, `todolist`, `triggers`. */
  path: string[];
  fields: Fields;
}

export interface Refusal {
  status: number;
  code: string;
  message: string;
  /** The action takes effect all the same: its answer is lost. */
  takesEffect?: boolean;
}

/** All there is, by kind and name; the code of functions as bytes. */
export type Resources = Record<string, Record<string, Fields>>;

export class ApiError extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

const missing = (code: string) => new ApiError({ status: 404, code, message: 'there is no such thing' });

const account = '1234567890123456';

/** Resources by kind. */
export class Kinds {
  constructor(private readonly resources: Resources) {}

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

/** What the APIs do, by the names of their actions. */
export const actions: Record<string, (call: Call, kinds: Kinds) => Reply> = {
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
