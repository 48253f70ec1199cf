import { type ChildProcess, spawn } from 'child_process';

/**
 * Wakes stopped instances when this process is gone. A stopped process cannot notice that its parent died (by `kill -9`,
 * say); this shell does, by the end of its input, and continues them so that they see it and exit.
 */
export class Watchdog {
  readonly #shell: ChildProcess;
  #last = '';

  constructor() {
    const script =
      'trap "" INT TERM HUP; frozen=; while read -r pids; do frozen=$pids; done; [ -z "$frozen" ] || kill -CONT $frozen';
    this.#shell = spawn('/bin/sh', ['-c', script], {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { PATH: '/usr/bin:/bin' },
    });
    this.#shell.on('error', () => {});
    this.#shell.stdin!.on('error', () => {});
    this.#shell.unref();
  }

  /** The processes that are stopped now. */
  watch(pids: number[]): void {
    const line = `${pids.join(' ')}\n`;
    if (line !== this.#last) this.#shell.stdin!.write(line);
    this.#last = line;
  }

  close(): void {
    this.watch([]);
    this.#shell.stdin!.end();
  }
}
