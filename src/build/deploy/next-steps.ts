import type { Account } from './account';
import { functionsOf } from './template';
import type { DeployTemplate } from './template-schema';

/** The host that a custom domain's CNAME record must lead to, and where functions without a domain are reached. */
export const endpointHost = ({ accountId, region }: Account) => `${accountId}.${region}.fc.aliyuncs.com`;

/** What to do after a deployment: where the function is, and how to look at it. */
export function nextSteps(template: DeployTemplate, account: Account): string {
  const host = endpointHost(account);
  const urls = functionsOf(template).map(({ service, name }) => `https://${host}/2016-08-15/proxy/${service}/${name}/`);
  const domains = template.domains.map(([, { Properties }]) => Properties.DomainName);
  return [
    'Deployed. Next:',
    ...domains.map((domain) => `- open      http://${domain}/ (CNAME record: ${domain} -> ${host})`),
    ...urls.map((url) => `- check it  npm run smoke -- ${url}`),
    ...urls.map((url) => `- browse it without a domain of your own:  npm run browse -- ${url}`),
  ].join('\n');
}

/** What usually is the matter when fun failed. */
export function afterFailure(template: DeployTemplate, account: Account): string {
  const domains = template.domains.map(([, { Properties }]) => Properties.DomainName);
  return [
    'fun failed; what it had made until then stays. Mend the cause and run this again.',
    ...domains.map(
      (domain) => `- about the domain: the CNAME record of ${domain} must lead to ${endpointHost(account)} first`,
    ),
    '- about a table: a new instance needs a minute, and must allow access from the internet (docs/deploy.md)',
  ].join('\n');
}
