import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Fault } from '../../src/emulators/tablestore/faults';
import { freePort } from '../support/ports';
import { type Program, startProgram } from '../support/program';

const keys = ['--instance', 'test', '--access-key-id', 'test-id', '--access-key-secret', 'test-secret'];

/** A local Tablestore as a process with its data on disk, which can be killed and comes back at the same address. */
export class MortalStore {
  /** How many operations each kind of fault has struck. */
  readonly struck = new Map<string, number>();
  deaths = 0;
  #program: Program | undefined;
  #added: (Fault & { times: number })[] = [];

  private constructor(
    readonly url: string,
    private readonly port: number,
    private readonly folder: string,
  ) {}

  static async start(): Promise<MortalStore> {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'todolist-chaos-'));
    const port = await freePort();
    const store = new MortalStore(`http://127.0.0.1:${port}`, port, folder);
    await store.#begin();
    return store;
  }

  async #begin(): Promise<void> {
    const args = ['--port', String(this.port), '--data', this.folder, ...keys];
    this.#program = await startProgram('src/commands/tablestore-launcher.cjs', args);
  }

  /** As `kill -9`, and started again after a while. */
  async killAndRestart(downMs: number): Promise<void> {
    await this.#count();
    await this.#program!.kill();
    this.deaths++;
    await new Promise((resolve) => setTimeout(resolve, downMs));
    await this.#begin();
  }

  async addFault(fault: Fault & { times: number }): Promise<void> {
    const body = JSON.stringify(fault);
    const headers = { 'Content-Type': 'application/json' };
    const { status } = await fetch(`${this.url}/-/faults`, { method: 'POST', headers, body });
    if (status !== 201) throw new Error(`the fault was refused with ${status}: ${body}`);
    this.#added.push(fault);
  }

  async clearFaults(): Promise<void> {
    await this.#count();
    await fetch(`${this.url}/-/faults`, { method: 'DELETE' });
  }

  /** Adds up what the faults added so far have struck; they are forgotten then. */
  async #count(): Promise<void> {
    const left = (await (await fetch(`${this.url}/-/faults`)).json()) as { kind: string; times: number }[];
    const add = (kind: string, times: number) => this.struck.set(kind, (this.struck.get(kind) ?? 0) + times);
    for (const { kind, times } of this.#added) add(kind, times);
    for (const { kind, times } of left) add(kind, -times);
    this.#added = [];
  }

  async close(): Promise<void> {
    await this.#program?.kill();
    await fs.rm(this.folder, { recursive: true, force: true });
  }
}
