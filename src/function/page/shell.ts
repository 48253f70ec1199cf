import type { Language } from './negotiate';

const words: Record<Language, { title: string; description: string; noScript: string }> = {
  en: {
    title: 'todos',
    description: 'A to-do list that keeps what you tell it',
    noScript: 'This to-do list needs JavaScript. Without it, the HTTP API at /api/tasks is open to you.',
  },
  'zh-CN': {
    title: '待办',
    description: '可靠的待办任务清单',
    noScript: '此待办清单需要 JavaScript。没有它时，您仍可使用 /api/tasks 的 HTTP 接口。',
  },
};

// An icon inside the document: without one, browsers ask the server for /favicon.ico, a second invocation.
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='9' fill='%231d5f8a'/%3E%3Cpath d='M9 16l5 5 9-11' fill='none' stroke='%23fff' stroke-width='4'/%3E%3C/svg%3E";

/**
 * The document up to the place where a visit's data follows; `DOCUMENT_END` comes after it. A module script runs when the
 * whole document was read, so the data may come last, and all that comes before is the same for every visit.
 */
export function documentStart(language: Language, style: string, script: string): string {
  const { title, description, noScript } = words[language];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#f7f5f0">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#15161a">
<meta name="description" content="${description}">
<title>${title}</title>
<link rel="icon" href="${ICON}">
<script type="module">${script}</script>
<style>${style}</style>
</head>
<body>
<div id="app"></div>
<noscript>${noScript}</noscript>
<script type="application/json" id="data">`;
}

export const DOCUMENT_END = '</script>\n</body>\n</html>\n';
