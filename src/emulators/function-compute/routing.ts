import { Refusal } from './errors';
import type { FunctionConfig, Template } from './template';

/** The function that a request leads to, and by which of the two doors. */
export interface Destination {
  config: FunctionConfig;
  /** The default domain's `/2016-08-15/proxy/<service>[.<qualifier>]/<function>`; empty on a custom domain. */
  prefix: string;
}

const defaultDomainPath = /^(\/2016-08-15\/proxy\/([^/.]+)(?:\.[^/]+)?\/([^/?]+))\//;

/** Finds the function for a request target. @throws Refusal */
export function findDestination(template: Template, host: string, target: string): Destination {
  const direct = defaultDomainPath.exec(target);
  if (direct) return { config: find(template, direct[2]!, direct[3]!), prefix: direct[1]! };
  const path = target.split('?', 1)[0]!;
  const name = host.replace(/:\d+$/, '');
  const known = template.routes.some((route) => route.domain === name);
  // Whatever the name by which this machine is called, the domain's routes are served; several domains need their names.
  const routes = template.routes.filter((route) => (known ? route.domain === name : true) && matches(route.path, path));
  const longest = routes.sort((a, b) => b.path.length - a.path.length)[0];
  if (longest) return { config: find(template, longest.service, longest.function), prefix: '' };
  throw new Refusal(404, 'DomainRouteNotFound', `no custom domain of the template has a route for ${path}`);
}

function find(template: Template, service: string, name: string): FunctionConfig {
  if (!template.functions.some((it) => it.service === service)) {
    throw new Refusal(404, 'ServiceNotFound', `service '${service}' does not exist`);
  }
  const config = template.functions.find((it) => it.service === service && it.name === name);
  if (!config) throw new Refusal(404, 'FunctionNotFound', `function '${name}' does not exist in service '${service}'`);
  if (!config.methods) throw new Refusal(404, 'TriggerNotFound', `function '${name}' has no HTTP trigger`);
  return config;
}

function matches(pattern: string, path: string): boolean {
  return pattern.endsWith('/*') ? `${path}/`.startsWith(pattern.slice(0, -1)) : path === pattern;
}
