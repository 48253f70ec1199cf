import type { Access } from './access';
import type { Clients } from './clients';
import { domainStep } from './domain';
import { DeployedFunction, functionStep } from './function';
import { Instance, instanceStep } from './instance';
import { logProjectStep, logStoreStep } from './logs';
import type { Plan } from './plan';
import { policyStep, roleStep } from './role';
import type { Discoveries, Step } from './step';
import { tablesStep } from './tables';
import { triggerStep } from './trigger';

export interface Deployment {
  plan: Plan;
  access: Access;
  clients: Clients;
  /** The package. */
  zip: Uint8Array;
  /** Whether removing includes tasks and accounts. */
  withData: boolean;
}

/** All steps in the order in which they are made; they are removed in reverse. */
export function stepsOf({ plan, access, clients, zip, withData }: Deployment, discoveries: Discoveries): Step[] {
  const instance = new Instance(clients, plan);
  const deployed = new DeployedFunction(clients, plan);
  return [
    instanceStep(instance, plan, discoveries),
    tablesStep(instance, deployed, plan, access, withData, discoveries),
    roleStep(clients, plan, discoveries),
    policyStep(clients, plan),
    logProjectStep(clients, plan),
    logStoreStep(clients, plan),
    functionStep(clients, deployed, plan, zip, discoveries),
    triggerStep(clients, plan, discoveries),
    ...(plan.domain ? [domainStep(clients, plan.domain)] : []),
  ];
}
