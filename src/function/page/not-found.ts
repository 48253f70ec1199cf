import { createHash } from 'crypto';
import type { Request, Response } from 'express';
import { contextOf } from '../http/request-context';
import { type Language, languageOf } from './negotiate';

const words: Record<Language, { title: string; text: string; home: string }> = {
  en: { title: 'Page not found', text: 'There is no page at this address.', home: 'Go to your tasks' },
  'zh-CN': { title: '找不到页面', text: '此地址没有页面。', home: '返回待办任务' },
};

const style =
  ':root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}body{max-width:32rem;margin:20vh auto;padding:0 1rem}';
const styleHash = createHash('sha256').update(style).digest('base64');

/** Answers 404 to a person in a browser: a small page in their language that leads home. */
export async function sendNotFound(req: Request, res: Response): Promise<void> {
  const language = languageOf(req);
  const { title, text, home } = words[language];
  const body = `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
<h1>${title}</h1>
<p>${text}</p>
<p><a href="${contextOf(req).pathPrefix}/">${home}</a></p>
</html>
`;
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Language': language,
    'Content-Length': String(Buffer.byteLength(body)),
    'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'`,
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    Vary: 'Accept, Accept-Language, Cookie',
  };
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  res.statusCode = 404;
  res.end(req.method === 'HEAD' ? undefined : body);
}
