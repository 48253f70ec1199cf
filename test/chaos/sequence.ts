import type { Attempt, Request } from './history';

/** Makes attempts of a client about task `T`, each of which ends before the next begins. */
export function sequence(): (request: Request, more?: Partial<Attempt>) => Attempt {
  let clock = 0;
  return (request, more = {}) => {
    clock += 10;
    const about = { client: 'c', owner: 'o', id: 'T', request };
    return { ...about, start: clock, end: clock + 5, outcome: 'done', status: 200, ...more };
  };
}
