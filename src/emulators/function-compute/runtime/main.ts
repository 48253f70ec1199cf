/**
 * The process of one instance: loads the function's code, runs its initializer and serves one call after the other, each
 * announced by a frame on file descriptor 3. It must run on Node 12 and need nothing but Node.
 */
import { type FromInstance, type FunctionError, type InstanceSetup, setupVariable, type ToInstance } from '../protocol';
import { installConsole } from './console';
import { makeContext } from './context';
import { functionError } from './errors';
import { runEvent, runHttp } from './invoke';
import { loadExport } from './load';
import { openPipe } from './pipe';

const setup = takeSetup();
const pipe = openPipe(setup.freeze, invoke);
const log = installConsole();
let failCurrentCall: ((error: FunctionError) => void) | undefined;

process.on('uncaughtException', (error: Error) => {
  console.error(error);
  if (setup.generation !== 'FC1' && failCurrentCall) {
    failCurrentCall({
      errorMessage: 'FunctionUnhandledError: uncaughtException',
      errorType: 'FunctionHandledError',
    });
  }
});

/** The setup comes in the environment and not as an argument, because it holds keys. The function must not see it. */
function takeSetup(): InstanceSetup {
  const json = process.env[setupVariable]!;
  delete process.env[setupVariable];
  return JSON.parse(json);
}

function invoke(message: ToInstance, body: Buffer): void {
  log.requestId = message.context.requestId;
  log.frame(`FC Invoke Start RequestId: ${log.requestId}`);
  let answered = false;
  const once = (outcome: FromInstance, outcomeBody?: Buffer): void => {
    if (answered) return;
    answered = true;
    failCurrentCall = undefined;
    // As on the platform, the rest of the current turn of the event loop still runs, and nothing after it.
    setImmediate(() => {
      const end = `FC Invoke End RequestId: ${message.context.requestId}`;
      if (outcome.type !== 'error') log.frame(end);
      else log.frame(`${end}, Error: ${outcome.handled ? 'Handled' : 'Unhandled'} function error`);
      send(outcome, outcomeBody);
      pipe.next();
    });
  };
  function send(outcome: FromInstance, outcomeBody: Buffer | undefined): void {
    try {
      pipe.send(outcome, outcomeBody);
    } catch (error) {
      // `resp` holds a value that JSON cannot carry.
      pipe.send({ type: 'error', error: functionError(error, setup.generation), handled: false });
    }
  }
  failCurrentCall = (error) => once({ type: 'error', error, handled: false });
  try {
    const handler = loadExport(setup.codeFolder, setup.handler, log);
    const context = makeContext(message.context, setup.generation);
    const call = { handler, context, body, generation: setup.generation, done: once };
    if (message.http) runHttp(call, message.http);
    else runEvent(call);
  } catch (error) {
    once({ type: 'error', error: functionError(error, setup.generation), handled: false });
  }
}

/** Loads the code before the first call, so that an instance started ahead answers at once. */
function start(ready: (error?: FunctionError) => void): void {
  try {
    loadExport(setup.codeFolder, setup.handler, log);
    if (!setup.initializer) {
      ready();
      return;
    }
    const initializer = loadExport(setup.codeFolder, setup.initializer, log);
    const { requestId } = setup.context;
    log.requestId = requestId;
    log.frame(`FC Initialize Start RequestId: ${requestId}`);
    pipe.send({ type: 'initializing' });
    initializer(makeContext(setup.context, setup.generation), (error?: unknown) => {
      log.frame(`FC Initialize End RequestId: ${requestId}`);
      if (error) ready(functionError(error, setup.generation));
      else ready();
    });
  } catch (error) {
    ready(functionError(error, setup.generation));
  }
}

start((error) => {
  pipe.send(error ? { type: 'ready', error } : { type: 'ready' });
  setImmediate(pipe.next);
});
