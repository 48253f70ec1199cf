import type { Clients } from './clients';
import { crc64 } from './crc64';
import type { Deployment } from './deployment';
import type { FunctionPlan, Plan } from './plan';
import { unlessMissing } from './refusal';
import { compare, type Difference, differenceOf, missing, type Removal, type Step } from './step';

const secretVariable = 'SESSION_SECRET';

type Variables = Readonly<Record<string, string>>;

/** The function as it is deployed. */
export class DeployedFunction {
  readonly #client: Clients['functions'];
  readonly #name: string;
  readonly #configuredSecret: string | undefined;

  constructor(clients: Clients, plan: Plan) {
    this.#client = clients.functions;
    this.#name = plan.function.functionName;
    this.#configuredSecret = plan.function.environmentVariables[secretVariable];
  }

  async find() {
    const { GetFunctionRequest } = await import('@alicloud/fc20230330');
    return (await unlessMissing(this.#client.getFunction(this.#name, new GetFunctionRequest({}))))?.body;
  }

  /**
   * The keys that sign sessions: the template's, else those that the function was given at first. They are kept in its
   * configuration, where they may be changed by hand.
   */
  async sessionSecret(): Promise<string | undefined> {
    return this.#configuredSecret ?? (await this.find())?.environmentVariables?.[secretVariable];
  }
}

/** The function with its code, settings, role and logs. */
export function functionStep(deployed: DeployedFunction, deployment: Deployment): Step {
  const { plan, zip, discoveries } = deployment;
  const { functions } = deployment.clients;
  const { functionName, environmentVariables, description, ...settings } = plan.function;
  const checksum = crc64(zip);
  const variables = async (): Promise<Variables> => {
    const secret = (await deployed.sessionSecret()) ?? discoveries.sessionSecret;
    return { ...environmentVariables, ...(secret !== undefined && { [secretVariable]: secret }) };
  };
  return {
    name: `function ${functionName}`,
    async look(): Promise<Difference> {
      const found = await deployed.find();
      if (!found) return { ...missing, details: [outline(plan.function)] };
      const log = found.logConfig;
      const compared = compare(
        { ...settings, role: discoveries.roleArn ?? 'the new role', code: checksum },
        {
          ...found,
          logConfig: log && {
            project: log.project,
            logstore: log.logstore,
            enableRequestMetrics: log.enableRequestMetrics ?? false,
            enableInstanceMetrics: log.enableInstanceMetrics ?? false,
          },
          code: found.codeChecksum,
        },
      );
      return differenceOf([
        ...(compared.state === 'different' ? compared.details : []),
        ...differingVariables(await variables(), found.environmentVariables ?? {}),
      ]);
    },
    async change({ state }): Promise<void> {
      const sdk = await import('@alicloud/fc20230330');
      const wanted = {
        ...settings,
        description,
        logConfig: new sdk.LogConfig({ ...settings.logConfig, logBeginRule: 'None' }),
        ...(discoveries.roleArn && { role: discoveries.roleArn }),
        environmentVariables: await variables(),
      };
      const code = new sdk.InputCodeLocation({ zipFile: Buffer.from(zip).toString('base64'), checksum });
      if (state === 'missing') {
        const body = new sdk.CreateFunctionInput({ functionName, ...wanted, code });
        await functions.createFunction(new sdk.CreateFunctionRequest({ body }));
      } else {
        const isSameCode = (await deployed.find())?.codeChecksum === checksum;
        const body = new sdk.UpdateFunctionInput({ ...wanted, ...(!isSameCode && { code }) });
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

function outline({ runtime, memorySize, cpu, timeout }: FunctionPlan): string {
  return `${runtime}, ${memorySize} MB, ${cpu} vCPU, timeout ${timeout} s`;
}

/** Without the values, which may be keys. */
function differingVariables(wanted: Variables, found: Variables): string[] {
  return [...new Set([...Object.keys(wanted), ...Object.keys(found), secretVariable])].flatMap((name) => {
    // The session key may not be known before the tables are read.
    if (found[name] === undefined) return [`variable ${name}: is added`];
    if (wanted[name] === undefined) return [`variable ${name}: is removed`];
    return wanted[name] === found[name] ? [] : [`variable ${name}: is changed`];
  });
}
