import type { Deployment } from './deployment';
import { domainStep } from './domain';
import { DeployedFunction, functionStep } from './function';
import { Instance, instanceStep } from './instance';
import { logProjectStep, logStoreStep } from './logs';
import { policyStep, roleStep } from './role';
import type { Step } from './step';
import { tablesStep } from './tables';
import { triggerStep } from './trigger';

/** All steps in the order in which they are made; they are removed in reverse. */
export function stepsOf(deployment: Deployment): Step[] {
  const { plan, clients, discoveries } = deployment;
  const instance = new Instance(clients, plan);
  const deployed = new DeployedFunction(clients, plan);
  return [
    instanceStep(instance, plan, discoveries),
    tablesStep(instance, deployed, deployment),
    roleStep(clients, plan, discoveries),
    policyStep(clients, plan),
    logProjectStep(clients, plan),
    logStoreStep(clients, plan),
    functionStep(deployed, deployment),
    triggerStep(clients, plan, discoveries),
    ...(plan.domain ? [domainStep(clients, plan.domain)] : []),
  ];
}
