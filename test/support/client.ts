/** What the API answered; `body` is parsed when it is JSON. */
export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any;
}

export interface RequestOptions {
  body?: unknown;
  headers?: Record<string, string>;
}

/** A client of the API with a session of its own. */
export class ApiClient {
  constructor(
    readonly url: string,
    readonly token?: string,
  ) {}

  /** A new guest with a bearer token. */
  static async guest(url: string): Promise<ApiClient> {
    const { status, body } = await new ApiClient(url).post('/api/session', {});
    if (status !== 201) throw new Error(`no session: ${status} ${JSON.stringify(body)}`);
    return new ApiClient(url, body.token);
  }

  async request(method: string, path: string, { body, headers = {} }: RequestOptions = {}): Promise<Answer> {
    const json = body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array);
    const response = await fetch(new URL(path, this.url), {
      method,
      redirect: 'manual',
      headers: {
        ...(this.token && { Authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: json ? JSON.stringify(body) : (body as string) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }

  get(path: string, headers?: Record<string, string>): Promise<Answer> {
    return this.request('GET', path, { ...(headers && { headers }) });
  }

  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer> {
    return this.request('POST', path, { body, ...(headers && { headers }) });
  }

  put(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer> {
    return this.request('PUT', path, { body, ...(headers && { headers }) });
  }

  patch(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer> {
    return this.request('PATCH', path, { body, ...(headers && { headers }) });
  }

  delete(path: string, headers?: Record<string, string>): Promise<Answer> {
    return this.request('DELETE', path, { ...(headers && { headers }) });
  }

  /** Creates a task and answers it as the API shows it. */
  // biome-ignore lint/suspicious/noExplicitAny: as in Answer
  async task(fields: object = {}): Promise<any> {
    const { status, body } = await this.post('/api/tasks', { title: '买牛奶', ...fields });
    if (status !== 201) throw new Error(`not created: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** All tasks, page by page. */
  // biome-ignore lint/suspicious/noExplicitAny: as in Answer
  list(query = 'limit=200'): Promise<any[]> {
    return this.pages(`/api/tasks?${query}`);
  }

  /** All that a route lists, page by page. */
  // biome-ignore lint/suspicious/noExplicitAny: as in Answer
  async pages(first: string): Promise<any[]> {
    const items: unknown[] = [];
    let path: string | undefined = first;
    while (path) {
      const { status, body, headers }: Answer = await this.get(path);
      if (status !== 200) throw new Error(`${path} is not listed: ${status} ${JSON.stringify(body)}`);
      items.push(...body);
      path = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
    }
    return items;
  }
}

/** The problem+json part of an expected answer; the last argument may name its type. */
export function problem(status: number, ...rest: (string | { type: string })[]): object {
  const pointers = rest.filter((it) => typeof it === 'string');
  return {
    status,
    body: {
      type: rest.find((it) => typeof it === 'object')?.type ?? 'about:blank',
      title: expect.any(String),
      status,
      detail: expect.any(String),
      requestId: expect.any(String),
      ...(pointers.length > 0 && { errors: pointers.map((pointer) => ({ pointer, detail: expect.any(String) })) }),
    },
  };
}
