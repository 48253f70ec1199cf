import type { Clients } from './clients';
import { crc64 } from './crc64';
import type { Plan } from './plan';
import { unlessMissing } from './refusal';
import { compare, type Difference, type Discoveries, missing, type Removal, type Step } from './step';

const secretVariable = 'SESSION_SECRET';

/** The function as it is deployed. */
export class DeployedFunction {
  readonly #client: Clients['functions'];
  readonly #name: string;

  constructor(clients: Clients, plan: Plan) {
    this.#client = clients.functions;
    this.#name = plan.function.functionName;
  }

  async find() {
    const { GetFunctionRequest } = await import('@alicloud/fc20230330');
    return (await unlessMissing(this.#client.getFunction(this.#name, new GetFunctionRequest({}))))?.body;
  }

  /** The keys that sign sessions: made once, kept in the function's configuration, and changed there by hand. */
  async sessionSecret(): Promise<string | undefined> {
    return (await this.find())?.environmentVariables?.[secretVariable];
  }
}

/** The function with its code, settings, role and logs. */
export function functionStep(
  { functions }: Clients,
  deployed: DeployedFunction,
  plan: Plan,
  zip: Uint8Array,
  discoveries: Discoveries,
): Step {
  const { functionName, environmentVariables, ...settings } = plan.function;
  const checksum = crc64(zip);
  const environment = (secret: string | undefined) => ({
    ...environmentVariables,
    ...(secret !== undefined && { [secretVariable]: secret }),
  });
  return {
    name: `function ${functionName}`,
    async look(): Promise<Difference> {
      const found = await deployed.find();
      if (!found) return missing;
      const { [secretVariable]: secret = '', ...variables } = found.environmentVariables ?? {};
      const { description: _unchecked, ...checked } = settings;
      const log = found.logConfig;
      return compare(
        {
          ...checked,
          role: discoveries.roleArn ?? 'the new role',
          environmentVariables,
          sessionSecret: true,
          code: checksum,
        },
        {
          ...found,
          logConfig: log && {
            project: log.project,
            logstore: log.logstore,
            enableRequestMetrics: log.enableRequestMetrics ?? false,
            enableInstanceMetrics: log.enableInstanceMetrics ?? false,
          },
          environmentVariables: variables,
          sessionSecret: secret !== '',
          code: found.codeChecksum,
        },
      );
    },
    async change({ state }): Promise<void> {
      const sdk = await import('@alicloud/fc20230330');
      const found = await deployed.find();
      const wanted = {
        ...settings,
        logConfig: new sdk.LogConfig({ ...settings.logConfig, logBeginRule: 'None' }),
        ...(discoveries.roleArn && { role: discoveries.roleArn }),
        environmentVariables: environment(found?.environmentVariables?.[secretVariable] ?? discoveries.sessionSecret),
      };
      const sameCode = found?.codeChecksum === checksum;
      const code = new sdk.InputCodeLocation({ zipFile: Buffer.from(zip).toString('base64'), checksum });
      if (state === 'missing') {
        const body = new sdk.CreateFunctionInput({ functionName, ...wanted, code });
        await functions.createFunction(new sdk.CreateFunctionRequest({ body }));
      } else {
        const body = new sdk.UpdateFunctionInput({ ...wanted, ...(!sameCode && { code }) });
        await functions.updateFunction(functionName, new sdk.UpdateFunctionRequest({ body }));
      }
    },
    async remove(): Promise<Removal> {
      if (!(await deployed.find())) return missing;
      await functions.deleteFunction(functionName);
      return { state: 'removed' };
    },
  };
}
