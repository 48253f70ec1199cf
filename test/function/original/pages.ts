import type { Answer } from '../../support/client';

/** How a build of the original's page sends its writes: A all as POST, B as POST, PUT and DELETE. Both name the `method`. */
export type Dialect = 'A' | 'B';
export const dialects: Dialect[] = ['A', 'B'];

/** A row of the list as the page shows it. */
export interface Row {
  key: string;
  name: string;
  desc: string;
  status: number;
  callNo: number;
  updatedAt: string;
}

/**
 * Sends what the original's pages send, as a browser does: with its cookies, same-origin, DELETE with a body. Each page has
 * cookies of its own, as a browser profile has.
 */
export class OriginalPage {
  private readonly cookies = new Map<string, string>();

  constructor(
    readonly url: string,
    readonly dialect: Dialect = 'A',
  ) {}

  /** A page that has asked who it is, as each does first. */
  static async open(url: string, dialect?: Dialect): Promise<OriginalPage> {
    const page = new OriginalPage(url, dialect);
    const { status, body } = await page.get('/api/currentUser');
    if (status !== 200) throw new Error(`no user: ${status} ${JSON.stringify(body)}`);
    return page;
  }

  /** Another tab of the same browser. */
  tab(dialect = this.dialect): OriginalPage {
    const tab = new OriginalPage(this.url, dialect);
    for (const [name, value] of this.cookies) tab.cookies.set(name, value);
    return tab;
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  /** The list as the page asks for it first. */
  async list(query = 'current=1&pageSize=10&sorter='): Promise<{ data: Row[]; total: number }> {
    const { status, body } = await this.get(`/api/rule?${query}`);
    if (status !== 200) throw new Error(`no list: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** 新建 */
  create(fields: object): Promise<Answer> {
    return this.send('POST', '/api/rule', { ...fields, method: 'post' });
  }

  /** Creates a todo and answers its row. */
  async todo(fields: object): Promise<Row> {
    const { status, body } = await this.create(fields);
    if (status !== 200) throw new Error(`not created: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** 完成, with the row as this page last fetched it. */
  complete({ key, name, desc }: Pick<Row, 'key' | 'name' | 'desc'>): Promise<Answer> {
    return this.update({ status: '2', name, desc, key });
  }

  update(fields: object): Promise<Answer> {
    return this.send(this.dialect === 'A' ? 'POST' : 'PUT', '/api/rule', { ...fields, method: 'update' });
  }

  /** 删除, 批量删除 */
  delete(key: unknown): Promise<Answer> {
    return this.send(this.dialect === 'A' ? 'POST' : 'DELETE', '/api/rule', { key, method: 'delete' });
  }

  async send(method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(new URL(path, this.url), {
      method,
      redirect: 'manual',
      headers: {
        Accept: body === undefined ? '*/*' : 'application/json',
        'Sec-Fetch-Site': 'same-origin',
        'Sec-Fetch-Mode': 'cors',
        ...(body !== undefined && { 'Content-Type': 'application/json;charset=UTF-8', Origin: this.url }),
        ...(this.cookies.size > 0 && { Cookie: [...this.cookies].map((pair) => pair.join('=')).join('; ') }),
        ...more,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = cookie.split(';', 1)[0]!.split(/=(.*)/);
      this.cookies.set(name, value);
    }
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }
}

export const names = (rows: { name: string }[]): string[] => rows.map(({ name }) => name);
