import { startBrowseProxy } from '../build/browse/proxy';
import { readTarget } from '../build/browse/target';
import { readPort, runCommand } from './command';

const commandLine = {
  usage: 'npm run browse -- URL [options]',
  takesArgument: true,
  options: {
    port: {
      type: 'string',
      value: 'PORT',
      help: 'port to listen on, also the variable PORT; default 3001, 0 for a free one',
    },
  },
} as const;

/** `npm run browse -- URL`: opens a deployed function in a browser without a custom domain. */
runCommand(commandLine, async ({ argument, port }, onClose) => {
  const target = readTarget(argument);
  const { url, close } = await startBrowseProxy(target, readPort(port, 3001));
  onClose(close);
  console.log(`shows  ${target.origin}${target.prefix}/`);
  console.log(`ready ${url}`);
});
