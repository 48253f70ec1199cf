import { ApiClient, type RequestOptions } from '../support/client';
import type { World } from './client';
import { insist, Lost } from './insist';
import type { Random } from './random';

/** What a mover's account must hold of a task: what its last answer showed. Titles are never used twice. */
interface Known {
  note: string;
  version: number;
  /** When it came into the account, in milliseconds since the run began. */
  movedAt: number;
  /** Further notes that would be right too: a change to it was answered in a way that leaves that open. */
  perhaps?: string;
  /** An attempt to create it was not answered: it may take effect late, in the guest's list. */
  mayComeLate: boolean;
}

const mostTasks = 60;
/** A copy that the store carries out late may bring back what was deleted before; after this long none can. */
const settledMs = 15_000;

/**
 * Somebody with one account and many devices: begins as a guest on each, makes tasks, registers or signs in, sometimes
 * twice at once or with another tab at work, and then looks whether the account holds each task exactly once.
 */
export class AccountMoveWorkload {
  #count = 0;
  #round = 0;
  #account: { username: string; password: string } | undefined;
  #known = new Map<string, Known>();

  constructor(
    readonly name: string,
    readonly random: Random,
    readonly world: World,
  ) {}

  /** Registers on one device and signs in on another at least. */
  async workUntil(over: () => boolean): Promise<void> {
    for (let arrivals = 0; arrivals < 2 || !over(); arrivals++) {
      try {
        await this.#arrive();
      } catch (error) {
        if (!(error instanceof Lost)) throw error;
        this.world.surprises.push(error.message);
        this.#account = undefined;
      }
    }
  }

  /** On a new device, with some tasks made before signing in. */
  async #arrive(): Promise<void> {
    const { world, random } = this;
    if (++this.#round % 5 === 0 || this.#known.size > mostTasks) this.#account = undefined;
    const guest = await this.#newGuest();
    const here = new Map<string, Known>();
    const paths = new Map<string, string>();
    for (let left = random.between(1, 4); left > 0; left--) await this.#make(guest, here, paths);
    if (this.#account) {
      const account = await this.#signIn(guest, this.#account, here, paths);
      world.moves++;
      await this.#compare(account, here, guest);
      await this.#work(account);
    } else {
      const credentials = {
        username: `${this.name}-${this.#round}-${random.taskId()}`,
        password: `wanderlust ${this.name}`,
      };
      const { answer } = await this.#insist(guest, 'POST', '/api/users', [201], { body: credentials });
      this.#account = credentials;
      this.#known = new Map();
      await this.#compare(new ApiClient(world.url, answer.body.token), here);
    }
  }

  async #newGuest(): Promise<ApiClient> {
    const { answer } = await this.#insist(new ApiClient(this.world.url), 'POST', '/api/session', [201], { body: {} });
    return new ApiClient(this.world.url, answer.body.token);
  }

  async #make(guest: ApiClient, here: Map<string, Known>, paths: Map<string, string>): Promise<void> {
    const title = `${this.name}-${++this.#count}`;
    const keyed = this.random.chance(0.6);
    const path = keyed ? '/api/tasks' : `/api/tasks/${this.random.chance(0.3) ? sharedId : this.random.taskId()}`;
    const headers: Record<string, string> = keyed ? { 'Idempotency-Key': title } : { 'If-None-Match': '*' };
    const request = { body: { title }, headers };
    const made = await this.#insist(guest, keyed ? 'POST' : 'PUT', path, keyed ? [201] : [201, 412], request);
    let task = made.answer.body;
    if (made.answer.status === 412) task = (await this.#insist(guest, 'GET', path, [200])).answer.body;
    if (task.title !== title) return; // the shared id is in use on this device already
    const known = { note: '', version: task.version, movedAt: 0, mayComeLate: made.unsure };
    if (this.random.chance(0.4)) await this.#note(guest, `/api/tasks/${task.id}`, known);
    here.set(title, known);
    paths.set(title, `/api/tasks/${task.id}`);
  }

  async #note(client: ApiClient, path: string, known: Known, gone = false): Promise<void> {
    const note = `${this.name}-${++this.#count}`;
    const allowed = gone ? [200, 404] : [200];
    const { answer, unsure } = await this.#insist(client, 'PATCH', path, allowed, { body: { note } });
    if (answer.status === 200) Object.assign(known, { note, version: answer.body.version });
    else if (unsure) known.perhaps = note;
  }

  /** Signs in, sometimes on two tabs at once, sometimes while another tab of the guest still changes something. */
  async #signIn(
    guest: ApiClient,
    credentials: object,
    here: Map<string, Known>,
    paths: Map<string, string>,
  ): Promise<ApiClient> {
    const signIn = () => this.#insist(guest, 'POST', '/api/session', [201], { body: credentials });
    const begun = [signIn()];
    if (this.random.chance(0.25)) begun.push(signIn());
    let elsewhere: Promise<void> | undefined;
    if (here.size > 0 && this.random.chance(0.5)) {
      const [title, known] = this.random.pick([...here]);
      const pause = this.random.between(0, 800);
      elsewhere = new Promise((resolve) => setTimeout(resolve, pause)).then(() =>
        this.#note(guest, paths.get(title)!, known, true),
      );
    }
    const [first] = await Promise.all(begun);
    await elsewhere;
    return new ApiClient(this.world.url, first!.answer.body.token);
  }

  /** The account must hold what it held, and what the guest had, each once; the guest nothing. */
  async #compare(account: ApiClient, arrived: Map<string, Known>, guest?: ApiClient): Promise<void> {
    const { world } = this;
    for (const [title, known] of arrived) this.#known.set(title, { ...known, movedAt: world.now() });
    world.moved += guest ? arrived.size : 0;
    const { answer } = await this.#insist(account, 'GET', '/api/tasks?limit=200', [200]);
    const found = new Map<string, { title: string; note: string; version: number }>();
    for (const task of answer.body) {
      if (found.has(task.title)) throw new Lost(`${task.title} is in the account twice after ${this.#story()}`);
      if (!this.#known.has(task.title)) throw new Lost(`${task.title} is in the account of ${this.name} for no reason`);
      found.set(task.title, task);
    }
    for (const [title, known] of this.#known) {
      const task = found.get(title);
      if (!task) throw new Lost(`${title} is missing from the account after ${this.#story()}`);
      const right = known.perhaps === task.note || (known.note === task.note && known.version === task.version);
      if (!right) throw new Lost(`${title} is ${JSON.stringify(task)} and not ${JSON.stringify(known)}`);
      this.#known.set(title, { ...known, note: task.note, version: task.version });
    }
    if (!guest) return;
    const left = (await this.#insist(guest, 'GET', '/api/tasks?limit=200', [200])).answer.body;
    for (const { title } of left) {
      if (!arrived.get(title)?.mayComeLate) throw new Lost(`${title} stayed behind after ${this.#story()}`);
    }
  }

  #story(): string {
    return `${this.name}'s arrival ${this.#round}, at ${this.world.now().toFixed(0)} ms`;
  }

  /** Uses the account as its owner does between two journeys. */
  async #work(account: ApiClient): Promise<void> {
    const { answer } = await this.#insist(account, 'GET', '/api/tasks?limit=200', [200]);
    for (const { id, title } of answer.body) {
      const known = this.#known.get(title)!;
      if (this.random.chance(0.2)) await this.#note(account, `/api/tasks/${id}`, known);
      if (this.world.now() - known.movedAt < settledMs || !this.random.chance(0.3)) continue;
      await this.#insist(account, 'DELETE', `/api/tasks/${id}`, [204, 404]);
      this.#known.delete(title);
    }
  }

  #insist(client: ApiClient, method: string, path: string, settling: number[], options?: RequestOptions) {
    return insist(this, client, method, path, settling, options);
  }
}

/** Every device uses it now and then, so that tasks of one id meet. */
const sharedId = '01JD0000000000000000000000';
