import * as v from 'valibot';
import { parse } from 'yaml';
import { reservedVariable, triggerMethods } from '../../shared/function-compute';

/**
 * What `fun validate` lets pass though it fails in the cloud or deploys something else than was meant: the items of
 * arrays, misspelt keys of events, everything inside a table, values of variables, names that lead nowhere, a missing
 * template. Resources of other types than these are left to fun.
 */

const text = v.pipe(v.string(), v.minLength(1));

const httpTriggerSchema = v.strictObject({
  Type: v.literal('HTTP'),
  Properties: v.strictObject({
    AuthType: v.picklist(['ANONYMOUS', 'FUNCTION']),
    Methods: v.pipe(v.array(v.picklist(triggerMethods)), v.minLength(1)),
  }),
});

const functionSchema = v.strictObject({
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
  Events: v.optional(v.record(text, httpTriggerSchema)),
});

const policySchema = v.strictObject({
  Version: v.literal('1'),
  Statement: v.array(
    v.strictObject({
      Effect: v.picklist(['Allow', 'Deny']),
      Action: v.array(text),
      Resource: v.array(text),
    }),
  ),
});

const serviceSchema = v.objectWithRest(
  {
    Type: v.literal('Aliyun::Serverless::Service'),
    Properties: v.looseObject({
      Description: v.optional(text),
      Policies: v.optional(v.array(v.union([text, policySchema]))),
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
  functionSchema,
);

const customDomainSchema = v.strictObject({
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

const tableSchema = v.strictObject({
  Type: v.literal('Aliyun::Serverless::TableStore::Table'),
  Properties: v.strictObject({
    PrimaryKeyList: v.pipe(
      v.array(v.strictObject({ Name: text, Type: v.picklist(['STRING', 'INTEGER', 'BINARY']) })),
      v.minLength(1),
      v.maxLength(4),
    ),
  }),
});

const tableStoreSchema = v.objectWithRest(
  {
    Type: v.literal('Aliyun::Serverless::TableStore'),
    Properties: v.strictObject({ ClusterType: v.picklist(['HYBRID', 'SSD']), Description: v.optional(text, '') }),
  },
  tableSchema,
);

const logStore = v.strictObject({
  Type: v.literal('Aliyun::Serverless::Log::Logstore'),
  Properties: v.strictObject({ TTL: v.number(), ShardCount: v.number() }),
});

const log = v.objectWithRest(
  { Type: v.literal('Aliyun::Serverless::Log'), Properties: v.strictObject({ Description: v.optional(text, '') }) },
  logStore,
);

const templateSchema = v.looseObject({
  ROSTemplateFormatVersion: v.literal('2015-09-01'),
  Transform: v.literal('Aliyun::Serverless-2018-04-03'),
  Resources: v.record(v.string(), v.looseObject({ Type: text })),
});

type Resources<Schema extends v.GenericSchema> = [name: string, resource: v.InferOutput<Schema>][];

/** The resources of a template that the checks know, by type. */
export interface DeployTemplate {
  services: Resources<typeof serviceSchema>;
  domains: Resources<typeof customDomainSchema>;
  instances: Resources<typeof tableStoreSchema>;
  logs: Resources<typeof log>;
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
  const whole = accept(templateSchema, parse(source), []);
  for (const [name, resource] of Object.entries(whole?.Resources ?? {})) {
    if (resource.Type === 'Aliyun::Serverless::Service') collect(serviceSchema, name, resource, template.services);
    if (resource.Type === 'Aliyun::Serverless::CustomDomain')
      collect(customDomainSchema, name, resource, template.domains);
    if (resource.Type === 'Aliyun::Serverless::TableStore')
      collect(tableStoreSchema, name, resource, template.instances);
    if (resource.Type === 'Aliyun::Serverless::Log') collect(log, name, resource, template.logs);
  }
  return { template, problems };
}
