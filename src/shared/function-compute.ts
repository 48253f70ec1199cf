/** Facts of Function Compute that function, emulator, build and commands share. */

/** The methods that an HTTP trigger can list. */
export const triggerMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** Names of environment variables that the platform sets itself and refuses in a template. */
export const reservedVariable = /^(FC_.*|accessKeyID|accessKeySecret|securityToken|topic)$/;

/** On the platform's default domain this path comes before every path; its groups are service (with any qualifier) and function. */
export const defaultDomainPath = /^\/2016-08-15\/proxy\/([^/?]+)\/([^/?]+)(?=[/?]|$)/;

/** The path of a function on the platform's default domain, without a slash at the end. */
export function defaultDomainPathOf(service: string, functionName: string): string {
  return `/2016-08-15/proxy/${service}/${functionName}`;
}
