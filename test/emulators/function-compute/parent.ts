/** A process of its own with a local Function Compute, to be killed: prints its URL, and the id of every instance. */
import { startFunctionCompute } from '../../../src/emulators/function-compute/server';

void startFunctionCompute({ template: process.argv[2]!, ahead: 2, quiet: true }).then((running) => {
  fetch(running.url).catch(() => {});
  const timer = setInterval(() => {
    const states = running.instances().map((it) => it.state);
    if (!states.includes('busy') || !states.includes('idle')) return;
    clearInterval(timer);
    console.log(JSON.stringify(running.stats().pids));
  }, 10);
});
