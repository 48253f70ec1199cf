import type { IncomingMessage } from 'http';
import type { Encoding } from './resume-compression';

export const languages = ['en', 'zh-CN'] as const;
export type Language = (typeof languages)[number];

/** The content codings that a request accepts (RFC 9110, section 12.5.3). */
export function accepts(req: IncomingMessage, encoding: Encoding): boolean {
  const weights = weightsOf(String(req.headers['accept-encoding'] ?? ''));
  const named = weights.get(encoding) ?? (encoding === 'gzip' ? weights.get('x-gzip') : undefined);
  return (named ?? weights.get('*') ?? (encoding === 'identity' ? 1 : 0)) > 0;
}

/** Whether a request wants HTML more than JSON (RFC 9110, section 12.5.1), as those for a page in a browser do. */
export function prefersHtml(req: IncomingMessage): boolean {
  const weights = weightsOf(String(req.headers.accept ?? ''));
  const weightOf = (type: string) =>
    weights.get(type) ?? weights.get(type.replace(/\/.*/, '/*')) ?? weights.get('*/*') ?? 0;
  return weightOf('text/html') > weightOf('application/json');
}

/** The page's language: the one chosen on the page (a cookie), else the browser's first that there is, else English. */
export function languageOf(req: IncomingMessage): Language {
  const chosen = /(?:^|;\s*)language=([\w-]+)/.exec(req.headers.cookie ?? '')?.[1];
  const known = languages.find((language) => language === chosen);
  if (known) return known;
  let best: { language: Language; weight: number } = { language: 'en', weight: 0 };
  for (const [range, weight] of weightsOf(String(req.headers['accept-language'] ?? ''))) {
    const language = /^zh\b/.test(range) ? 'zh-CN' : /^en\b/.test(range) ? 'en' : undefined;
    if (language && weight > best.weight) best = { language, weight };
  }
  return best.language;
}

/** The members of a list with weights, such as `br;q=0.9, gzip`. */
function weightsOf(header: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const member of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = member.split(';').map((part) => part.trim());
    const q = parameters
      .map((parameter) => /^q=([01](\.\d{0,3})?)$/.exec(parameter)?.[1])
      .find((value) => value !== undefined);
    if (name) weights.set(name, q === undefined ? 1 : Number(q));
  }
  return weights;
}
