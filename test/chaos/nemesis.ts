import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { LocalFunctionCompute } from '../../src/emulators/function-compute/server';
import type { FaultProxy } from '../support/fault-proxy';
import { Random } from './random';
import type { Phase, ScheduledFault } from './schedule';
import type { MortalStore } from './store';

/** Makes things go wrong as a schedule says, and counts what it did. */
export class Nemesis {
  readonly kills: Record<Phase | 'waiting', number> = { waiting: 0, before: 0, during: 0, after: 0 };
  #traps: Phase[] = [];
  readonly #random: Random;

  constructor(
    seed: string,
    private readonly functionCompute: LocalFunctionCompute,
    private readonly proxy: FaultProxy,
    private readonly store: MortalStore,
  ) {
    this.#random = new Random(`nemesis of ${seed}`);
    proxy.watch((phase, port) => this.#spring(phase, port));
  }

  /** Acts whenever so many requests have been sent, until all is over; then the store is whole again. */
  async follow(faults: Iterator<ScheduledFault>, requests: () => number, over: () => boolean): Promise<void> {
    for (let next = faults.next(); !next.done; next = faults.next()) {
      while (requests() < next.value.at && !over()) await new Promise((resolve) => setTimeout(resolve, 5));
      if (over()) break;
      await this.#act(next.value);
    }
    this.#traps = [];
    await this.store.clearFaults();
  }

  async #act(scheduled: ScheduledFault): Promise<void> {
    switch (scheduled.kind) {
      case 'kill waiting instance': {
        const waiting = this.functionCompute
          .instances()
          .filter(({ state }) => state === 'idle' || state === 'starting');
        if (waiting.length > 0) this.#kill(this.#random.pick(waiting).pid, 'waiting');
        return;
      }
      case 'kill calling instance':
        this.#traps.push(scheduled.phase);
        return;
      case 'store fault':
        return this.store.addFault(scheduled.fault);
      case 'cut reply in the middle':
        this.proxy.add(scheduled.operation, 'truncate');
        return;
      case 'kill store':
        return this.store.killAndRestart(scheduled.downMs);
    }
  }

  /** A store operation has come to a point at which the instance that sent it is to die. */
  #spring(phase: Phase, port: number | undefined): void {
    const at = this.#traps.indexOf(phase);
    if (at < 0 || port === undefined) return;
    const calling = this.functionCompute.instances().filter(({ state }) => state === 'busy');
    const sender = calling.find(({ pid }) => ownsPort(pid, port));
    if (!sender) return;
    this.#traps.splice(at, 1);
    this.#kill(sender.pid, phase);
  }

  #kill(pid: number, phase: Phase | 'waiting'): void {
    try {
      process.kill(pid, 'SIGKILL');
      this.kills[phase]++;
    } catch {
      // It was gone already.
    }
  }
}

/** Whether a process has the connection that comes from a local port (Linux, proc(5)). */
function ownsPort(pid: number, port: number): boolean {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const line = readFileSync('/proc/net/tcp', 'latin1')
    .split('\n')
    .find((text) => text.trim().split(/\s+/)[1]?.endsWith(`:${hex}`));
  const inode = line?.trim().split(/\s+/)[9];
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some((fd) => readlinkSync(`${folder}/${fd}`) === `socket:[${inode}]`);
  } catch {
    return false;
  }
}
