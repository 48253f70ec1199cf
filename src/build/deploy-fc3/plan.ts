import type { TableSchema } from '../../function/tablestore/schema';
import { tables } from '../../function/tablestore/schema';
import { functionsOf, isPlaceholder } from '../deploy/template';
import type { DeployTemplate } from '../deploy/template-schema';
import { deployedTarget } from './package';

/** Everything that a deployment to Function Compute 3.0 makes, as data. */
export interface Plan {
  region: string;
  instance: { name: string; clusterType: 'HYBRID' | 'SSD'; description: string };
  tables: readonly TableSchema[];
  /** The function's role. RAM is one for all regions of an account, so its name carries the region. */
  role: { name: string; description: string; trust: object };
  policy: { name: string; document: object };
  logs: { project: string; description: string; store: string; days: number; shards: number };
  function: FunctionPlan;
  trigger: { name: string; config: TriggerConfig };
  /** Absent as long as the template names a placeholder: the trigger's own address works without one. */
  domain: DomainPlan | undefined;
}

/** In the API's own terms; the role, the code and the session key come with the deployment. */
export interface FunctionPlan {
  functionName: string;
  description: string;
  runtime: string;
  handler: string;
  /** MB. */
  memorySize: number;
  /** Virtual cores. */
  cpu: number;
  /** MB. */
  diskSize: number;
  /** Seconds. */
  timeout: number;
  logConfig: { project: string; logstore: string; enableRequestMetrics: boolean; enableInstanceMetrics: boolean };
  environmentVariables: Readonly<Record<string, string>>;
}

export interface TriggerConfig {
  authType: 'anonymous' | 'function';
  methods: string[];
  disableURLInternet: boolean;
}

export interface DomainPlan {
  domainName: string;
  protocol: string;
  certConfig: { certName: string; certificate: string; privateKey: string } | undefined;
  routes: { path: string; functionName: string; qualifier: string }[];
}

/** The template does not say one of the things that a deployment to Function Compute 3.0 needs. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}

/**
 * Turns the template that fun deploys into a plan for Function Compute 3.0, which has no services: the function takes the
 * service's name, role and logs.
 * @throws PlanError
 */
export function planOf(template: DeployTemplate, region: string): Plan {
  const [serviceName, service] = only(template.services, 'service');
  const code = only(functionsOf(template), 'function');
  const [instance, store] = only(template.instances, 'Tablestore instance');
  const { LogConfig, Policies = [], Description = '' } = service.Properties;
  const document = only(Policies, 'policy');
  if (typeof document === 'string') throw new PlanError(`the policy ${document} must be written out in the template`);
  if (LogConfig === undefined || LogConfig === 'Auto')
    throw new PlanError('LogConfig must name a project and a log store');
  const [triggerName, trigger] = only(Object.entries(code.Events ?? {}), 'HTTP trigger');
  const { MemorySize = 128, Timeout = 3, EnvironmentVariables = {} } = code.Properties;
  return {
    region,
    instance: { name: instance, clusterType: store.Properties.ClusterType, description: store.Properties.Description },
    tables,
    role: {
      name: `${serviceName}-${region}`,
      description: `The role of the function ${serviceName}`,
      trust: {
        Version: '1',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['fc.aliyuncs.com'] } }],
      },
    },
    policy: { name: `${serviceName}-${region}`, document },
    logs: logsOf(template, LogConfig.Project, LogConfig.Logstore),
    function: {
      functionName: serviceName,
      description: Description,
      // template.yml names the newest one that fun can deploy.
      runtime: deployedTarget.runtime,
      handler: code.Properties.Handler,
      memorySize: MemorySize,
      cpu: coresFor(MemorySize),
      diskSize: 512,
      timeout: Timeout,
      logConfig: {
        project: LogConfig.Project,
        logstore: LogConfig.Logstore,
        enableRequestMetrics: LogConfig.EnableRequestMetrics ?? false,
        enableInstanceMetrics: LogConfig.EnableInstanceMetrics ?? false,
      },
      environmentVariables: Object.fromEntries(
        Object.entries(EnvironmentVariables).map(([name, value]) => [name, String(value)]),
      ),
    },
    trigger: {
      name: triggerName,
      config: {
        authType: trigger.Properties.AuthType === 'FUNCTION' ? 'function' : 'anonymous',
        methods: trigger.Properties.Methods,
        disableURLInternet: false,
      },
    },
    domain: domainOf(template, serviceName),
  };
}

function only<Item>(items: Item[], what: string): Item {
  const [first, ...others] = items;
  if (first === undefined || others.length > 0) {
    throw new PlanError(`the template must have one ${what}, and has ${items.length}`);
  }
  return first;
}

/** The most cores that an amount of memory allows, 1 for 1 GB, in the platform's steps of 0.05. */
function coresFor(memorySize: number): number {
  return Math.floor((memorySize / 1024) * 20) / 20;
}

function logsOf(template: DeployTemplate, project: string, store: string): Plan['logs'] {
  const log = template.logs.find(([name]) => name === project)?.[1];
  const { Type, Properties, ...stores } = log ?? { Type: undefined, Properties: { Description: '' } };
  const found = Object.entries(stores).find(([name]) => name === store)?.[1].Properties;
  if (!found) throw new PlanError(`the template must make the log store ${project}/${store}`);
  return { project, description: Properties.Description, store, days: found.TTL, shards: found.ShardCount };
}

function domainOf(template: DeployTemplate, functionName: string): DomainPlan | undefined {
  const named = template.domains.filter(([, { Properties }]) => !isPlaceholder(Properties.DomainName));
  if (named.length === 0) return undefined;
  const [, { Properties }] = only(named, 'custom domain');
  const { CertConfig: certificate } = Properties;
  return {
    domainName: Properties.DomainName,
    protocol: Properties.Protocol,
    certConfig: certificate && {
      certName: certificate.CertName,
      certificate: certificate.Certificate,
      privateKey: certificate.PrivateKey,
    },
    routes: Object.entries(Properties.RouteConfig.Routes).map(([path, { Qualifier = 'LATEST' }]) => ({
      path,
      functionName,
      qualifier: Qualifier,
    })),
  };
}
