import type { Refusal } from './refusal';

/**
 * Usual causes, by code or message; the first that fits counts, so the more special ones come first.
 * `%s` stands for the host that a domain must lead to.
 */
const causes: { fits: RegExp; advice: string }[] = [
  {
    fits: /InvalidAccessKeyI[dD]|SignatureDoesNotMatch|SignatureNotMatch|SignatureNonceUsed|InvalidSecurityToken|IncompleteSignature/,
    advice: "the access key was refused: check its id, its secret, a temporary key's token, and this machine's clock",
  },
  {
    fits: /ICP|备案|beian/i,
    advice:
      'a domain on servers in mainland China needs an ICP filing that names Alibaba Cloud: file it, choose a region outside, or go on without a domain (the fcapp.run address works)',
  },
  {
    fits: /DomainNameNotResolved|has not been resolved|CNAME/i,
    advice: "the domain's CNAME record must lead to %s first; DNS may take some minutes",
  },
  {
    fits: /inactive|not.?(activated|open)|NotOpened|Unsubscribed|UserDisable/i,
    advice: 'the account has not opened this service: open its console once and accept its terms',
  },
  {
    fits: /Arrear|InDebt|Overdue|PaymentRequired/i,
    advice: 'the account owes money: settle it in the console under Expenses',
  },
  {
    fits: /Quota|LimitExceeded|ExceedLimit|TooMany/i,
    advice:
      'a quota is used up: remove what nobody needs (10 Tablestore instances an account), or ask for more in the quota center',
  },
  {
    fits: /AlreadyExist|Conflict|Duplicate/i,
    advice:
      'the name is taken, perhaps by another account: choose another one in template.yml, or remove what holds it',
  },
  {
    fits: /AccessDenied|Forbidden|NoPermission|Unauthorized|ImplicitDeny|OTSAuthFailed|OTSNoPermissionAccess|PassRole/i,
    advice: 'the key may not do this: its user needs the policies that docs/deploy.md lists',
  },
  {
    fits: /ENOTFOUND|ECONN|ETIMEDOUT|Timeout|NetworkingError|RequestError|EAI_AGAIN/,
    advice: 'the address cannot be reached: check REGION and the connection',
  },
];

/** What to do about a refusal; `cnameTarget` is where a custom domain must lead. */
export function adviceFor({ code, message }: Refusal, cnameTarget: string): string | undefined {
  const cause = causes.find(({ fits }) => fits.test(code) || fits.test(message));
  return cause?.advice.replace('%s', cnameTarget);
}
