import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { reservedVariable, triggerMethods } from '../../shared/function-compute';

/** A function as `template.yml` describes it, with the platform's defaults filled in. */
export interface FunctionConfig {
  service: string;
  name: string;
  handler: string;
  initializer: string | undefined;
  /** Seconds. */
  initializationTimeout: number;
  runtime: string;
  /** Seconds. */
  timeout: number;
  /** MiB. */
  memorySize: number;
  /** Absolute path of a folder or a zip. */
  codeUri: string;
  environment: Record<string, string>;
  /** Methods of the anonymous HTTP trigger; undefined when the function has no HTTP trigger. */
  methods: Set<string> | undefined;
}

/** One route of a custom domain: an exact path, or a prefix ending in `/*`. */
export interface DomainRoute {
  domain: string;
  path: string;
  service: string;
  function: string;
}

export interface Template {
  functions: FunctionConfig[];
  routes: DomainRoute[];
}

/** The template cannot be served; the message names the property to change. */
export class TemplateError extends Error {
  override name = 'TemplateError' as const;
}

type Node = Record<string, unknown>;

const serviceType = 'Aliyun::Serverless::Service';
const functionType = 'Aliyun::Serverless::Function';
const customDomainType = 'Aliyun::Serverless::CustomDomain';

/** Reads the functions, triggers and custom domains of a fun template. @throws TemplateError */
export function readTemplate(path: string): Template {
  const document: unknown = parse(readFileSync(path, 'utf8'));
  const template: Template = { functions: [], routes: [] };
  for (const [name, resource] of children(isNode(document) ? document.Resources : undefined)) {
    if (resource.Type === serviceType) template.functions.push(...readService(name, resource, dirname(resolve(path))));
    if (resource.Type === customDomainType) template.routes.push(...readDomain(name, resource));
  }
  if (template.functions.length === 0) throw new TemplateError(`${path} describes no function`);
  for (const route of template.routes) {
    if (!template.functions.some((it) => it.service === route.service && it.name === route.function)) {
      throw new TemplateError(
        `${route.domain}${route.path} leads to ${route.service}/${route.function}, which is not there`,
      );
    }
  }
  return template;
}

function* readService(service: string, resource: Node, folder: string): Generator<FunctionConfig> {
  for (const [name, child] of children(resource)) {
    if (child.Type === functionType) yield readFunction(service, name, child, folder);
  }
}

function readFunction(service: string, name: string, resource: Node, folder: string): FunctionConfig {
  const where = `${service}/${name}`;
  const properties = isNode(resource.Properties) ? resource.Properties : {};
  const text = (key: string): string => {
    const value = properties[key];
    if (typeof value !== 'string') throw new TemplateError(`${where}: ${key} is missing or not a text`);
    return value;
  };
  const number = (key: string, fallback: number): number => {
    const value = properties[key] ?? fallback;
    if (typeof value !== 'number') throw new TemplateError(`${where}: ${key} is not a number`);
    return value;
  };
  return {
    service,
    name,
    handler: text('Handler'),
    initializer: properties.Initializer === undefined ? undefined : text('Initializer'),
    initializationTimeout: number('InitializationTimeout', 3),
    runtime: text('Runtime'),
    timeout: number('Timeout', 3),
    memorySize: number('MemorySize', 128),
    codeUri: resolve(folder, text('CodeUri')),
    environment: readEnvironment(where, properties.EnvironmentVariables),
    methods: readTrigger(where, resource.Events),
  };
}

function readEnvironment(where: string, variables: unknown): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(isNode(variables) ? variables : {})) {
    if (reservedVariable.test(name)) throw new TemplateError(`${where}: the platform reserves the variable ${name}`);
    if (typeof value === 'object') throw new TemplateError(`${where}: the variable ${name} is not a text`);
    environment[name] = String(value);
  }
  return environment;
}

function readTrigger(where: string, events: unknown): Set<string> | undefined {
  for (const [name, event] of children(events)) {
    if (event.Type !== 'HTTP') continue;
    const properties = isNode(event.Properties) ? event.Properties : {};
    if (properties.AuthType !== 'ANONYMOUS') {
      throw new TemplateError(
        `${where}: the trigger ${name} must have AuthType ANONYMOUS; signed calls are not served here`,
      );
    }
    const methods = Array.isArray(properties.Methods) ? properties.Methods : [];
    const unknown = methods.find((method) => !triggerMethods.includes(method));
    if (unknown !== undefined)
      throw new TemplateError(`${where}: the trigger ${name} lists the unknown method ${unknown}`);
    return new Set(methods);
  }
  return undefined;
}

function readDomain(name: string, resource: Node): DomainRoute[] {
  const properties = isNode(resource.Properties) ? resource.Properties : {};
  const domain = typeof properties.DomainName === 'string' ? properties.DomainName : name;
  const config = isNode(properties.RouteConfig) ? properties.RouteConfig : {};
  return children(config.Routes ?? config.routes).map(([path, route]) => ({
    domain,
    path,
    service: String(route.ServiceName ?? route.serviceName),
    function: String(route.FunctionName ?? route.functionName),
  }));
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function children(value: unknown): [string, Node][] {
  return Object.entries(isNode(value) ? value : {}).filter((entry): entry is [string, Node] => isNode(entry[1]));
}
