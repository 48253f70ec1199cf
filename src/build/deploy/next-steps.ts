import { defaultDomainPathOf } from '../../shared/function-compute';
import type { Account } from './account';
import { functionsOf } from './template';
import type { DeployTemplate } from './template-schema';

/** The host that a custom domain's CNAME record must lead to, and where functions without a domain are reached. */
export const endpointHost = ({ accountId, region }: Account) => `${accountId}.${region}.fc.aliyuncs.com`;

/** The text after a deployment: the function's addresses, and how to check them. */
export function nextSteps(template: DeployTemplate, account: Account): string {
  const host = endpointHost(account);
  const urls = functionsOf(template).map(
    ({ service, name }) => `https://${host}${defaultDomainPathOf(service, name)}/`,
  );
  const domains = template.domains.map(([, { Properties }]) => Properties.DomainName);
  return [
    'Deployed. Next:',
    ...domains.map((domain) => `- open      http://${domain}/ (CNAME record: ${domain} -> ${host})`),
    '- once, after a deployment that made the table trash: npm run provision lets it forget tasks after 30 days, which fun cannot',
    ...urls.map((url) => `- check it  npm run smoke -- ${url}`),
    ...urls.map((url) => `- browse it without a domain of your own:  npm run browse -- ${url}`),
  ].join('\n');
}

/** The usual causes when fun failed. */
export function afterFailure(template: DeployTemplate, account: Account): string {
  const domains = template.domains.map(([, { Properties }]) => Properties.DomainName);
  return [
    'fun failed; the resources that it had created stay. Correct the cause and run this again.',
    ...domains.map(
      (domain) => `- about the domain: the CNAME record of ${domain} must lead to ${endpointHost(account)} first`,
    ),
    '- about a table: a new instance needs a minute, and must allow access from the internet (docs/deploy.md)',
  ].join('\n');
}
