import type { Clients } from './clients';
import type { Plan } from './plan';
import { unlessMissing } from './refusal';
import { compare, type Difference, type Discoveries, missing, type Removal, type Step } from './step';

/** The HTTP trigger, which has an address of its own under fcapp.run. */
export function triggerStep({ functions }: Clients, plan: Plan, discoveries: Discoveries): Step {
  const { functionName } = plan.function;
  const { name: triggerName, config } = plan.trigger;
  const triggerConfig = JSON.stringify(config);
  const find = async () => {
    const found = (await unlessMissing(functions.getTrigger(functionName, triggerName)))?.body;
    const address = found?.httpTrigger?.urlInternet;
    if (address) discoveries.address = address;
    return found;
  };
  return {
    name: `HTTP trigger ${triggerName}`,
    async look(): Promise<Difference> {
      const found = await find();
      if (!found) return missing;
      const { methods = [], ...rest }: { methods?: string[] } = JSON.parse(found.triggerConfig || '{}');
      return compare(
        { ...config, methods: [...config.methods].sort() },
        { disableURLInternet: false, ...rest, methods: [...methods].sort() },
      );
    },
    async change({ state }): Promise<void> {
      const sdk = await import('@alicloud/fc20230330');
      if (state === 'missing') {
        const body = new sdk.CreateTriggerInput({
          triggerName,
          triggerType: 'http',
          triggerConfig,
          qualifier: 'LATEST',
        });
        await functions.createTrigger(functionName, new sdk.CreateTriggerRequest({ body }));
      } else {
        const body = new sdk.UpdateTriggerInput({ triggerConfig });
        await functions.updateTrigger(functionName, triggerName, new sdk.UpdateTriggerRequest({ body }));
      }
      await find();
    },
    async remove(): Promise<Removal> {
      if (!(await find())) return missing;
      await functions.deleteTrigger(functionName, triggerName);
      return { state: 'removed' };
    },
  };
}
