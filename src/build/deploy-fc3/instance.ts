import type { Clients } from './clients';
import type { Plan } from './plan';
import { unlessMissing } from './refusal';
import { type Discoveries, missing, type Removal, type Step, same } from './step';

/** From where the tables are reached: the region's networks, as the function does, or the internet too. */
const networks = { closed: ['CLASSIC', 'VPC'], open: ['CLASSIC', 'INTERNET', 'VPC'] };

/** An instance as the control plane shows it. */
interface FoundInstance {
  description: string;
  networks: string[];
}

/** The control plane of the plan's Tablestore instance. */
export class Instance {
  readonly #client: Clients['tablestore'];
  readonly #plan: Plan['instance'];

  constructor(clients: Clients, plan: Plan) {
    this.#client = clients.tablestore;
    this.#plan = plan.instance;
  }

  async find(): Promise<FoundInstance | undefined> {
    const { GetInstanceRequest } = await import('@alicloud/tablestore20201209');
    const request = new GetInstanceRequest({ instanceName: this.#plan.name });
    const body = (await unlessMissing(this.#client.getInstance(request)))?.body;
    return body && { description: body.instanceDescription ?? '', networks: [...(body.networkTypeACL ?? [])].sort() };
  }

  /** An instance that is paid by use, closed to the internet. */
  async create(): Promise<void> {
    const { CreateInstanceRequest } = await import('@alicloud/tablestore20201209');
    const { name, clusterType, description } = this.#plan;
    await this.#client.createInstance(
      new CreateInstanceRequest({
        instanceName: name,
        clusterType,
        instanceDescription: description,
        networkTypeACL: networks.closed,
      }),
    );
  }

  /**
   * Runs an action while the instance is open to the internet, and closes it whatever happens.
   * @param description the instance's new description when the action has succeeded
   */
  async whileOpen<Result>(description: string, action: () => Promise<Result>): Promise<Result> {
    await this.#update({ networkTypeACL: networks.open });
    try {
      const result = await action();
      await this.#update({ networkTypeACL: networks.closed, instanceDescription: description });
      return result;
    } catch (error) {
      // The first failure is the one to report; a run that follows closes the instance.
      await this.#update({ networkTypeACL: networks.closed }).catch(() => undefined);
      throw error;
    }
  }

  async #update(change: { networkTypeACL: string[]; instanceDescription?: string }): Promise<void> {
    const { UpdateInstanceRequest } = await import('@alicloud/tablestore20201209');
    await this.#client.updateInstance(new UpdateInstanceRequest({ instanceName: this.#plan.name, ...change }));
  }

  async delete(): Promise<void> {
    const { DeleteInstanceRequest } = await import('@alicloud/tablestore20201209');
    await this.#client.deleteInstance(new DeleteInstanceRequest({ instanceName: this.#plan.name }));
  }
}

export const isClosed = (found: FoundInstance) => String(found.networks) === String(networks.closed);

/** The instance itself; its type can never be changed and does not matter to the function. */
export function instanceStep(instance: Instance, { instance: { name } }: Plan, discoveries: Discoveries): Step {
  return {
    name: `Tablestore instance ${name}`,
    look: async () => ((await instance.find()) ? same : missing),
    change: () => instance.create(),
    async remove(): Promise<Removal> {
      if (!(await instance.find())) return missing;
      if (discoveries.tablesLeft === undefined) return { state: 'kept', reason: 'it may hold tasks' };
      if (discoveries.tablesLeft.length > 0) {
        return { state: 'kept', reason: `it has other tables: ${discoveries.tablesLeft.join(', ')}` };
      }
      await instance.delete();
      return { state: 'removed' };
    },
  };
}
