import { format } from 'util';

/** The instance's log: the platform's own lines, and `console` turned into lines that carry the request's id. */
export interface Log {
  requestId: string;
  frame(line: string): void;
}

const levels = { log: 'verbose', debug: 'debug', info: 'info', warn: 'warn', error: 'error' } as const;
const maxErrorLength = 256 * 1024;

export function installConsole(): Log {
  const log: Log = {
    requestId: '',
    frame: (line) => void process.stdout.write(`${line}\n`),
  };
  for (const method of Object.keys(levels) as (keyof typeof levels)[]) {
    console[method] = (...args: unknown[]) => {
      const text = format(...args).replace(/\n/g, '\r');
      const capped = method === 'error' ? text.slice(0, maxErrorLength) : text;
      process.stdout.write(`${new Date().toISOString()} ${log.requestId} [${levels[method]}] ${capped}\n`);
    };
  }
  return log;
}
