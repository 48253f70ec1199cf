import type { Access } from './access';
import { adviceFor } from './advice';
import type { Plan } from './plan';
import type { Phase, StepRefused } from './run';
import type { Discoveries } from './step';

/** The host that a custom domain's CNAME record must lead to. */
export function cnameTarget({ region }: Plan, { roleArn = '' }: Discoveries): string {
  const [, account = '<account id>'] = /^acs:ram::(\d+):/.exec(roleArn) ?? [];
  return `${account}.${region}.fc.aliyuncs.com`;
}

/** Where the function is, and how to look at it. */
export function nextSteps(plan: Plan, discoveries: Discoveries): string {
  const { address } = discoveries;
  const domain = plan.domain?.domainName;
  return [
    'Next:',
    ...(domain ? [`- open      http://${domain}/ (CNAME record: ${domain} -> ${cnameTarget(plan, discoveries)})`] : []),
    ...(address
      ? [
          `- check it  npm run smoke -- ${address}`,
          `- browse it without a domain of your own:  npm run browse -- ${address}`,
        ]
      : []),
  ].join('\n');
}

const consequences: Readonly<Record<Phase, string>> = {
  survey: 'Nothing was changed.',
  apply: 'What was made until then stays; the next run continues from there.',
  remove: 'What was removed until then is gone; the next run continues from there.',
};

/** What a refused step means, without keys. */
export function explain({ step, refusal, phase }: StepRefused, target: string, { credentials }: Access): string {
  const status = refusal.status === undefined ? '' : ` (${refusal.status})`;
  const advice = adviceFor(refusal, target);
  const text = [
    `Refused at ${step.name}: ${refusal.code}${status}: ${refusal.message}`,
    ...(advice ? [`- ${advice}`] : []),
    consequences[phase],
  ].join('\n');
  const secrets = [credentials.accessKeySecret, credentials.securityToken];
  return secrets.reduce<string>((shown, secret) => (secret ? shown.replaceAll(secret, '***') : shown), text);
}
