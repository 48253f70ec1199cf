import { defaultDomainPath } from '../../shared/function-compute';
import { hostName, isLoopbackName } from '../../shared/loopback';
import { Refusal } from './errors';
import type { RuntimeGeneration } from './protocol';
import type { FunctionConfig, Template } from './template';

/** The function that a request leads to, and the kind of domain that it came by. */
export interface Destination {
  config: FunctionConfig;
  /** The default domain's `/2016-08-15/proxy/<service>[.<qualifier>]/<function>`; empty elsewhere. */
  prefix: string;
  /** On the platform's own domains, browsers are made to download every answer. */
  isDownload: boolean;
}

/** The parts of the gateway that decide where a request leads. */
export interface Routing {
  template: Template;
  generation: RuntimeGeneration;
  hosts: readonly string[] | 'any';
}

/** `<function>.<region>.fcapp.run`. The cloud's names begin with an id instead of the function's name. */
const triggerDomain = /^([^.]+)\.[^.]+\.fcapp\.run$/;

/**
 * Refuses host names that are neither loopback names, nor the template's or the platform's domains, nor allowed by an option:
 * a web page of a domain that resolves to 127.0.0.1 must not reach the functions.
 * @throws Refusal
 */
export function checkHost({ template, generation, hosts }: Routing, host: string): void {
  const name = hostName(host);
  if (hosts === 'any' || isLoopbackName(name) || hosts.some((it) => it.toLowerCase() === name)) return;
  if (template.routes.some((route) => route.domain === name)) return;
  if (generation === 'FC3' && triggerDomain.test(name)) return;
  throw new Refusal(403, 'AccessDenied', `the host ${JSON.stringify(host)} is not served here`);
}

/** Finds the function for a request target. @throws Refusal */
export function findDestination({ template, generation }: Routing, host: string, target: string): Destination {
  const name = hostName(host);
  if (generation === 'FC3') {
    const label = triggerDomain.exec(name)?.[1];
    if (label) return { config: findByName(template, label), prefix: '', isDownload: true };
  } else {
    const [prefix, service, functionName] = defaultDomainPath.exec(target) ?? [];
    if (prefix !== undefined && service !== undefined && functionName !== undefined) {
      const [unqualified = service] = service.split('.');
      return { config: find(template, unqualified, functionName), prefix, isDownload: true };
    }
  }
  const path = target.split('?', 1)[0]!;
  const known = template.routes.some((route) => route.domain === name);
  // By other names than the domains' own, the routes of all domains are served; several domains need their names.
  const routes = template.routes.filter((route) => (known ? route.domain === name : true) && matches(route.path, path));
  const longest = routes.sort((a, b) => b.path.length - a.path.length)[0];
  if (longest) return { config: find(template, longest.service, longest.function), prefix: '', isDownload: false };
  throw new Refusal(404, 'DomainRouteNotFound', `no custom domain of the template has a route for ${path}`);
}

function find(template: Template, service: string, name: string): FunctionConfig {
  if (!template.functions.some((it) => it.service === service)) {
    throw new Refusal(404, 'ServiceNotFound', `service '${service}' does not exist`);
  }
  const config = template.functions.find((it) => it.service === service && it.name === name);
  if (!config) throw new Refusal(404, 'FunctionNotFound', `function '${name}' does not exist in service '${service}'`);
  return withTrigger(config);
}

function findByName(template: Template, name: string): FunctionConfig {
  const config = template.functions.find((it) => it.name.toLowerCase() === name);
  if (!config) throw new Refusal(404, 'FunctionNotFound', `function '${name}' does not exist`);
  return withTrigger(config);
}

function withTrigger(config: FunctionConfig): FunctionConfig {
  if (!config.methods) throw new Refusal(404, 'TriggerNotFound', `function '${config.name}' has no HTTP trigger`);
  return config;
}

function matches(pattern: string, path: string): boolean {
  return pattern.endsWith('/*') ? `${path}/`.startsWith(pattern.slice(0, -1)) : path === pattern;
}
