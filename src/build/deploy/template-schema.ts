import * as v from 'valibot';
import { parse } from 'yaml';

/**
 * What `fun validate` lets pass though it fails in the cloud or deploys something else than was meant: the items of
 * arrays, misspelt keys of events, everything inside a table, values of variables, names that lead nowhere, a missing
 * template. Resources of other types than these are left to fun.
 */

const text = v.pipe(v.string(), v.minLength(1));
const reservedVariable = /^(FC_.*|accessKeyID|accessKeySecret|securityToken|topic)$/;

const HttpTrigger = v.strictObject({
  Type: v.literal('HTTP'),
  Properties: v.strictObject({
    AuthType: v.picklist(['ANONYMOUS', 'FUNCTION']),
    Methods: v.pipe(v.array(v.picklist(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])), v.minLength(1)),
  }),
});

const FunctionResource = v.strictObject({
  Type: v.literal('Aliyun::Serverless::Function'),
  Properties: v.looseObject({
    Description: v.optional(text),
    Handler: text,
    Runtime: text,
    CodeUri: text,
    MemorySize: v.optional(v.number()),
    Timeout: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(600))),
    InstanceConcurrency: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))),
    EnvironmentVariables: v.optional(
      v.record(
        v.custom<string>((name) => !reservedVariable.test(String(name)), 'the platform reserves this name'),
        v.union([v.string(), v.number(), v.boolean()], 'a variable must be a text'),
      ),
    ),
  }),
  Events: v.optional(v.record(text, HttpTrigger)),
});

const Policy = v.strictObject({
  Version: v.literal('1'),
  Statement: v.array(
    v.strictObject({
      Effect: v.picklist(['Allow', 'Deny']),
      Action: v.array(text),
      Resource: v.array(text),
    }),
  ),
});

const Service = v.objectWithRest(
  {
    Type: v.literal('Aliyun::Serverless::Service'),
    Properties: v.looseObject({
      Description: v.optional(text),
      Policies: v.optional(v.array(v.union([text, Policy]))),
      LogConfig: v.optional(
        v.union(
          [
            v.literal('Auto'),
            v.strictObject({
              Project: text,
              Logstore: text,
              EnableRequestMetrics: v.optional(v.boolean()),
              EnableInstanceMetrics: v.optional(v.boolean()),
            }),
          ],
          'must be Auto or name a Project and a Logstore',
        ),
      ),
    }),
  },
  FunctionResource,
);

const CustomDomain = v.strictObject({
  Type: v.literal('Aliyun::Serverless::CustomDomain'),
  Properties: v.looseObject({
    DomainName: v.pipe(
      text,
      v.check((name) => name !== 'Auto', 'name a domain of your own: fun can no longer lend one'),
    ),
    Protocol: v.picklist(['HTTP', 'HTTPS', 'HTTP,HTTPS']),
    CertConfig: v.optional(v.strictObject({ CertName: text, Certificate: text, PrivateKey: text })),
    RouteConfig: v.strictObject({
      Routes: v.record(
        v.pipe(v.string(), v.startsWith('/')),
        v.strictObject({ ServiceName: text, FunctionName: text, Qualifier: v.optional(text) }),
      ),
    }),
  }),
});

const Table = v.strictObject({
  Type: v.literal('Aliyun::Serverless::TableStore::Table'),
  Properties: v.strictObject({
    PrimaryKeyList: v.pipe(
      v.array(v.strictObject({ Name: text, Type: v.picklist(['STRING', 'INTEGER', 'BINARY']) })),
      v.minLength(1),
      v.maxLength(4),
    ),
  }),
});

const TableStore = v.objectWithRest(
  {
    Type: v.literal('Aliyun::Serverless::TableStore'),
    Properties: v.strictObject({ ClusterType: v.picklist(['HYBRID', 'SSD']), Description: v.optional(text, '') }),
  },
  Table,
);

const LogStore = v.strictObject({
  Type: v.literal('Aliyun::Serverless::Log::Logstore'),
  Properties: v.strictObject({ TTL: v.number(), ShardCount: v.number() }),
});

const Log = v.objectWithRest(
  { Type: v.literal('Aliyun::Serverless::Log'), Properties: v.strictObject({ Description: v.optional(text, '') }) },
  LogStore,
);

const Template = v.looseObject({
  ROSTemplateFormatVersion: v.literal('2015-09-01'),
  Transform: v.literal('Aliyun::Serverless-2018-04-03'),
  Resources: v.record(v.string(), v.looseObject({ Type: text })),
});

type Resources<Schema extends v.GenericSchema> = [name: string, resource: v.InferOutput<Schema>][];

/** The resources of a template that the checks know, by type. */
export interface DeployTemplate {
  services: Resources<typeof Service>;
  domains: Resources<typeof CustomDomain>;
  instances: Resources<typeof TableStore>;
  logs: Resources<typeof Log>;
}

/** Reads a template's text, naming everything that is wrong with its shape. */
export function readDeployTemplate(source: string): { template: DeployTemplate; problems: string[] } {
  const template: DeployTemplate = { services: [], domains: [], instances: [], logs: [] };
  const problems: string[] = [];
  const accept = <Schema extends v.GenericSchema>(schema: Schema, value: unknown, where: string[]) => {
    const result = v.safeParse(schema, value);
    if (result.success) return result.output;
    problems.push(
      ...result.issues.map((issue) => `${[...where, v.getDotPath(issue)].filter(Boolean).join('.')}: ${issue.message}`),
    );
    return undefined;
  };
  const collect = <Schema extends v.GenericSchema>(
    schema: Schema,
    name: string,
    value: unknown,
    to: Resources<Schema>,
  ) => {
    const resource = accept(schema, value, ['Resources', name]);
    if (resource !== undefined) to.push([name, resource]);
  };
  const whole = accept(Template, parse(source), []);
  for (const [name, resource] of Object.entries(whole?.Resources ?? {})) {
    if (resource.Type === 'Aliyun::Serverless::Service') collect(Service, name, resource, template.services);
    if (resource.Type === 'Aliyun::Serverless::CustomDomain') collect(CustomDomain, name, resource, template.domains);
    if (resource.Type === 'Aliyun::Serverless::TableStore') collect(TableStore, name, resource, template.instances);
    if (resource.Type === 'Aliyun::Serverless::Log') collect(Log, name, resource, template.logs);
  }
  return { template, problems };
}
