import { createHash } from 'node:crypto';
import { SessionKeys } from '../../function/accounts/session-keys';
import { TablestoreClient } from '../../function/tablestore/client';
import type { TableSchema } from '../../function/tablestore/schema';
import { createMissingTables, deleteTables, type TableAccess } from '../../function/tablestore/tables';
import type { Deployment } from './deployment';
import type { DeployedFunction } from './function';
import { type Instance, isClosed } from './instance';
import type { Plan } from './plan';
import { type Refusal, whileSettling } from './refusal';
import { type Difference, differenceOf, missing, type Removal, type Step } from './step';

/** A new instance has no name in DNS yet, and a network needs a moment to open. */
const isNotReachableYet = ({ code, message }: Refusal) =>
  code === 'NetworkingError' || (code === 'OTSAuthFailed' && /instance|acl/i.test(message));

/**
 * The tables and the key that signs sessions. Both are reached from the internet only while the instance is open to it, so
 * the instance's description keeps a mark of the tables that were made: a later run needs not open it to look.
 */
export function tablesStep(instance: Instance, deployed: DeployedFunction, deployment: Deployment): Step {
  const { plan, access, withData, discoveries } = deployment;
  const { name } = plan.instance;
  const description = `${plan.instance.description} [tables ${fingerprint(plan)}]`;
  const tables: TableAccess = {
    endpoint: access.tablesUrl(name),
    instance: name,
    credentials: access.credentials,
  };
  return {
    name: `tables of ${name}`,
    async look(): Promise<Difference> {
      const found = await instance.find();
      if (!found) return { ...missing, details: plan.tables.map(describeTable) };
      const details = [
        ...(found.description === description
          ? []
          : [`make what is missing of ${plan.tables.map(describeTable).join(', ')}`]),
        ...((await deployed.sessionSecret()) ? [] : ['read or make the key that signs sessions']),
        ...(isClosed(found) ? [] : [`close to the internet (is open to ${found.networks.join(', ')})`]),
      ];
      return differenceOf(details);
    },
    async change(): Promise<void> {
      await instance.whileOpen(description, async () => {
        await whileSettling(isNotReachableYet, () => createMissingTables(tables, plan.tables));
        if (!(await deployed.sessionSecret())) discoveries.sessionSecret = await sessionSecretIn(tables);
      });
    },
    async remove(): Promise<Removal> {
      if (!(await instance.find())) return missing;
      if (!withData) return { state: 'kept', reason: 'they may hold tasks; --with-data removes them too' };
      discoveries.tablesLeft = await instance.whileOpen(plan.instance.description, () =>
        whileSettling(isNotReachableYet, () => deleteTables(tables, plan.tables)),
      );
      return { state: 'removed' };
    },
  };
}

/** Such as `trash (rows for 30 days)`. */
function describeTable({ name, timeToLive }: TableSchema): string {
  return timeToLive === undefined ? name : `${name} (rows for ${timeToLive / 86_400} days)`;
}

function fingerprint({ tables }: Plan): string {
  const definitions = tables.map(({ name, primaryKey, timeToLive = -1 }) => [name, primaryKey, timeToLive]);
  return createHash('sha256').update(JSON.stringify(definitions)).digest('hex').slice(0, 12);
}

const keyWithinMs = 10_000;

/** The key that a function without SESSION_SECRET uses, so that sessions of an earlier deployment stay valid. */
async function sessionSecretIn({ endpoint, instance, credentials }: TableAccess): Promise<string> {
  const store = new TablestoreClient({ endpoint: () => endpoint, instance, credentials });
  const secrets = await new SessionKeys([], store).secrets({
    deadline: Date.now() + keyWithinMs,
    credentials: undefined,
    region: undefined,
    recordOperation() {},
  });
  return secrets.join(',');
}
