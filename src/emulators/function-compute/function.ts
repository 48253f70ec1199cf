import { randomUUID } from 'node:crypto';
import type { CodeStore } from './code';
import { checkEnvironment, instanceEnvironment } from './environment';
import { Instance } from './instance';
import { Pool, type PoolOptions } from './pool';
import type { ContextData, RuntimeGeneration } from './protocol';
import type { FunctionConfig } from './template';

export interface Credentials {
  accessKeyId: string;
  accessKeySecret: string;
  securityToken?: string;
}

export interface FunctionOptions {
  config: FunctionConfig;
  code: CodeStore;
  node: string;
  /** The compiled process of an instance. */
  runtime: string;
  generation: RuntimeGeneration;
  /** The event loop of an instance stands still between calls. */
  freeze: boolean;
  environment: Record<string, string>;
  credentials: Credentials | undefined;
  user: { uid: number; gid: number } | undefined;
  pool: Omit<PoolOptions, 'start'>;
  log: ((line: string) => void) | undefined;
}

const localRegion = 'cn-hangzhou';
const localAccount = '1234567890123456';

/** One deployed function: its code, its instances, and the context and environment that they get. */
export class DeployedFunction {
  readonly config: FunctionConfig;
  readonly code: CodeStore;
  readonly pool: Pool;
  readonly #options: FunctionOptions;

  constructor(options: FunctionOptions) {
    checkEnvironment(options.config, options.environment);
    this.#options = options;
    this.config = options.config;
    this.code = options.code;
    this.pool = new Pool({ ...options.pool, start: (hooks) => this.#start(hooks) });
  }

  /** The data of the `context` argument for one call. */
  context(requestId: string): ContextData {
    const { config, credentials } = this.#options;
    return {
      requestId,
      credentials: { accessKeyId: '', accessKeySecret: '', securityToken: '', ...credentials },
      function: { name: config.name, handler: config.handler, memory: config.memorySize, timeout: config.timeout },
      service: { name: config.service, logProject: '', logStore: '', qualifier: 'LATEST', versionId: '' },
      region: localRegion,
      accountId: localAccount,
    };
  }

  /** Takes over the code as it is now; running calls end on the code they began with. */
  async reload(): Promise<void> {
    await this.code.copy();
    this.pool.retire();
  }

  #start(hooks: { onReady(): void; onExit(): void }): Instance {
    const { config, generation, freeze } = this.#options;
    const context = this.context(randomUUID());
    const codeFolder = this.code.folder;
    return new Instance({
      node: this.#options.node,
      runtime: this.#options.runtime,
      config,
      setup: {
        codeFolder,
        handler: config.handler,
        initializer: config.initializer,
        generation,
        freeze,
        context,
      },
      environment: instanceEnvironment({
        config,
        context,
        generation,
        codeFolder,
        instanceId: `c-${randomUUID()}`,
        extra: this.#options.environment,
      }),
      user: this.#options.user,
      log: this.#options.log,
      ...hooks,
    });
  }
}
