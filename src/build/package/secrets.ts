import type { PackageFile } from './contents';

/** Names of files that hold keys, by their name alone. */
const secretNames: readonly RegExp[] = [
  /^\.env(\..*)?$/,
  /\.(pem|key|p12|pfx|jks|keystore)$/i,
  /^id_(rsa|dsa|ecdsa|ed25519)$/,
  /^\.(npmrc|netrc|git-credentials|fcli)$/,
];

/** Texts that are keys, in any file. */
const secretTexts: readonly { what: string; pattern: RegExp }[] = [
  { what: 'a private key', pattern: /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*[A-Za-z0-9+/=]{16}/ },
  { what: 'an Alibaba Cloud access key id', pattern: /\bLTAI[0-9A-Za-z]{12,26}\b/ },
  { what: 'a temporary Alibaba Cloud access key id', pattern: /\bSTS\.[0-9A-Za-z]{20,}\b/ },
];

/** Variables whose values must never be built into the package. */
const secretVariables = [
  'ACCESS_KEY_ID',
  'ACCESS_KEY_SECRET',
  'SECURITY_TOKEN',
  'ALIBABA_CLOUD_ACCESS_KEY_ID',
  'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
  'ALIBABA_CLOUD_SECURITY_TOKEN',
  'SESSION_SECRET',
];

/** Shorter values of those variables would be found by chance. */
const shortestSecret = 8;

/** Lists the files that contain a secret, with the reason; the secret itself is never quoted. */
export function findSecrets(
  files: readonly PackageFile[],
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  const values = secretVariables.flatMap((name) =>
    (environment[name] ?? '')
      .split(',')
      .map((value) => value.trim())
      .filter((value) => value.length >= shortestSecret)
      .map((value) => ({ what: `the value of ${name}`, value })),
  );
  return files.flatMap(({ name, bytes }) => {
    const base = name.slice(name.lastIndexOf('/') + 1);
    if (secretNames.some((pattern) => pattern.test(base))) return [`${name} is a kind of file that holds keys`];
    const text = bytes.toString('latin1');
    const found = [
      ...secretTexts.filter(({ pattern }) => pattern.test(text)),
      ...values.filter(({ value }) => bytes.includes(value)),
    ];
    return found.map(({ what }) => `${name} contains ${what}`);
  });
}
