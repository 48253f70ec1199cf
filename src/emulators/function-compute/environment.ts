import type { ContextData, RuntimeGeneration } from './protocol';
import { type FunctionConfig, TemplateError } from './template';

const maxEnvironmentSize = 4 * 1024;

interface InstanceEnvironment {
  config: FunctionConfig;
  context: ContextData;
  generation: RuntimeGeneration;
  codeFolder: string;
  instanceId: string;
  /** Variables that are added to the template's. */
  extra: Record<string, string>;
}

/** @throws TemplateError when the user's variables are larger than the platform's 4 KB */
export function checkEnvironment(config: FunctionConfig, extra: Record<string, string>): void {
  const variables = Object.entries({ ...config.environment, ...extra });
  const size = variables.reduce((sum, [name, value]) => sum + name.length + Buffer.byteLength(value), 0);
  if (size <= maxEnvironmentSize) return;
  throw new TemplateError(`${config.service}/${config.name}: environment variables of ${size} bytes; 4096 are allowed`);
}

/** The whole environment of an instance: nothing is inherited. */
export function instanceEnvironment(instance: InstanceEnvironment): Record<string, string> {
  const { config, context, generation, codeFolder, extra } = instance;
  const { accessKeyId, accessKeySecret, securityToken } = context.credentials;
  const environment: Record<string, string> = {
    PATH: '/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin',
    HOME: '/tmp',
    LANG: 'C.UTF-8',
    NODE_PATH: `${codeFolder}/node_modules`,
    FC_FUNC_CODE_PATH: `${codeFolder}/`,
  };
  if (accessKeyId) {
    Object.assign(environment, {
      ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
      accessKeyID: accessKeyId,
      accessKeySecret,
    });
  }
  if (securityToken) Object.assign(environment, { ALIBABA_CLOUD_SECURITY_TOKEN: securityToken, securityToken });
  if (generation !== 'FC1') {
    Object.assign(environment, {
      FC_FUNCTION_MEMORY_SIZE: String(config.memorySize),
      FC_RUNTIME_VERSION: 'local',
      FC_ACCOUNT_ID: context.accountId,
      FC_FUNCTION_HANDLER: config.handler,
      FC_FUNCTION_NAME: config.name,
      FC_QUALIFIER: context.service.qualifier,
      FC_REGION: context.region,
      FC_INSTANCE_ID: instance.instanceId,
    });
  }
  if (generation === 'FC2') {
    Object.assign(environment, {
      FC_SERVICE_NAME: config.service,
      FC_VER_ID: context.service.versionId,
      FC_SNAPSHOT_FLAG: '',
    });
  }
  return { ...environment, ...config.environment, ...extra };
}
