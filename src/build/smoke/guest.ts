/** How long one call may take, in milliseconds: a cold start and a slow line included. */
const patience = 30_000;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the steps look into answers of every shape
  json: any;
}

/** A caller of a deployed function, with a session of its own once it has begun one. */
export class Guest {
  token: string | undefined;
  /** The last call: how long it took from here, and what of that the function says it used. */
  last: { milliseconds: number; timing: string } | undefined;
  readonly #base: string;

  constructor(address: string) {
    this.#base = address.replace(/\/+$/, '');
  }

  /** @throws Error when there is no answer */
  async call(method: string, path: string, { body, headers = {} }: { body?: object; headers?: object } = {}) {
    const startedAt = Date.now();
    const response = await fetch(this.#base + path, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
      headers: {
        ...(this.token && { Authorization: `Bearer ${this.token}` }),
        ...(body && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    }).catch((error: Error & { cause?: Error }) => {
      throw new Error(`${this.#base} does not answer: ${error.cause?.message || error.message}`);
    });
    const text = await response.text();
    const timing = response.headers.get('server-timing');
    this.last = { milliseconds: Date.now() - startedAt, timing: timing ? `  (${timing})` : '' };
    const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
    const answer: Answer = {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson && JSON.parse(text),
    };
    return answer;
  }

  /** Deletes what this guest made. @throws Error when that fails */
  async leave(): Promise<void> {
    if (!this.token) return;
    const { status } = await this.call('DELETE', '/api/tasks');
    if (status !== 204) throw new Error(`The tasks of the check were not deleted: the answer was ${status}.`);
  }
}
