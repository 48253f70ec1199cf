import { relative, resolve } from 'node:path';
import { readSettings, SettingsError } from '../../function/settings';
import { type DeployTemplate, readDeployTemplate } from './template-schema';

/** Everything that is wrong with a template, whose CodeUri must name this package. A domain may be optional. */
export function templateProblems(
  source: string,
  folder: string,
  packageFile: string,
  { needsDomain = true } = {},
): string[] {
  const { template, problems } = readDeployTemplate(source);
  if (problems.length > 0) return problems;
  return [
    ...codeProblems(template, folder, packageFile),
    ...(needsDomain ? placeholderProblems(template) : []),
    ...routeProblems(template),
    ...instanceProblems(template),
    ...settingProblems(template),
  ];
}

/** All functions of a template with their services. */
export function functionsOf({ services }: DeployTemplate) {
  return services.flatMap(([service, { Type, Properties, ...functions }]) =>
    Object.entries(functions).map(([name, it]) => ({ service, name, where: `${service}/${name}`, ...it })),
  );
}

function codeProblems(template: DeployTemplate, folder: string, packageFile: string): string[] {
  const functions = functionsOf(template);
  if (functions.length === 0) return ['there is no function'];
  return functions
    .filter(({ Properties }) => resolve(folder, Properties.CodeUri) !== packageFile)
    .map(({ where }) => `${where}: CodeUri must be ./${relative(folder, packageFile)}, which npm run package writes`);
}

/** Whether a domain is the one that the template comes with, which has no owner. */
export const isPlaceholder = (domain: string) => /(^|\.)example\.(com|net|org)$/.test(domain);

function placeholderProblems(template: DeployTemplate): string[] {
  return template.domains
    .filter(([, { Properties }]) => isPlaceholder(Properties.DomainName))
    .map(([name]) => `Resources.${name}.Properties.DomainName: is a placeholder: name a domain of your own`);
}

function routeProblems(template: DeployTemplate): string[] {
  const known = new Set(functionsOf(template).map(({ where }) => where));
  return template.domains.flatMap(([, { Properties }]) =>
    Object.entries(Properties.RouteConfig.Routes)
      .map(([route, { ServiceName, FunctionName }]) => ({ route, target: `${ServiceName}/${FunctionName}` }))
      .filter(({ target }) => !known.has(target))
      .map(({ route, target }) => `${Properties.DomainName}${route} leads to ${target}, which is not there`),
  );
}

/** The instance is named three times: as a resource, to the function, and in the policy. */
function instanceProblems(template: DeployTemplate): string[] {
  const instances = template.instances.map(([name]) => name);
  const used = functionsOf(template).map(({ where, Properties }) => ({
    where: `${where}: TABLESTORE_INSTANCE`,
    name: String(Properties.EnvironmentVariables?.TABLESTORE_INSTANCE),
  }));
  const allowed = template.services.flatMap(([service, { Properties }]) =>
    (Properties.Policies ?? [])
      .flatMap((policy) => (typeof policy === 'string' ? [] : policy.Statement.flatMap(({ Resource }) => Resource)))
      .map((resource) => ({
        where: `${service}: the policy`,
        name: /:instance\/([^/]+)/.exec(resource)?.[1] ?? resource,
      })),
  );
  const wrong = [...used, ...allowed].filter(({ name }) => instances.length > 0 && !instances.includes(name));
  return wrong.map(
    ({ where, name }) => `${where} names ${name}, but the template's instance is ${instances.join(', ')}`,
  );
}

function settingProblems(template: DeployTemplate): string[] {
  return functionsOf(template).flatMap(({ where, Properties }) => {
    const variables = Object.entries(Properties.EnvironmentVariables ?? {}).map(([name, value]) => [
      name,
      String(value),
    ]);
    try {
      readSettings(Object.fromEntries(variables));
      return [];
    } catch (error) {
      if (error instanceof SettingsError) return [`${where}: ${error.message}`];
      throw error;
    }
  });
}
