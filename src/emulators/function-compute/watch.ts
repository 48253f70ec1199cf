import type { DeployedFunction } from './function';

const pauseMs = 200;

/**
 * Takes over a function's code when its files change and have stopped changing. It compares names, sizes and times instead
 * of listening for events, which get lost when a build removes the folder and creates it again.
 */
export function watchCode(target: DeployedFunction, log: ((line: string) => void) | undefined): { stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let running: string | undefined;
  let seen: string | undefined;

  async function look(): Promise<void> {
    const began = Date.now();
    const now = await target.code.fingerprint();
    if (now !== undefined && now === seen && now !== running) {
      await target.reload();
      running = now;
      log?.(`reloaded ${target.config.service}/${target.config.name}`);
    }
    seen = now;
    // A large code folder takes long to compare and is compared less often.
    next(Math.max(pauseMs, (Date.now() - began) * 20));
  }

  function failed(error: Error): void {
    log?.(`cannot reload: ${error.message}`);
    next(pauseMs);
  }

  function next(pause: number): void {
    if (!stopped) timer = setTimeout(() => void look().catch(failed), pause);
  }

  void target.code.fingerprint().then((now) => {
    running = now;
    seen = now;
    next(pauseMs);
  });
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
