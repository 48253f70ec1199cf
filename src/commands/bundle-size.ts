import { shippedPackages } from '../build/bundle-size';
import { runCommand } from './command';

/** `npm run shipped`: the bytes of the function's code by package, the largest first. */
runCommand({ usage: 'npm run shipped', options: {} }, async () => {
  for (const [name, bytes] of await shippedPackages()) console.log(`${String(bytes).padStart(8)}  ${name}`);
});
