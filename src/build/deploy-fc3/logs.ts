import type { Clients } from './clients';
import type { Plan } from './plan';
import { unlessMissing, whileSettling } from './refusal';
import { compare, type Difference, missing, type Removal, type Step, same } from './step';

/** The Log Service project. */
export function logProjectStep({ logs }: Clients, { logs: { project, description } }: Plan): Step {
  const find = () => unlessMissing(logs.getProject(project));
  return {
    name: `log project ${project}`,
    look: async () => ((await find()) ? same : missing),
    async change(): Promise<void> {
      const { CreateProjectRequest } = await import('@alicloud/sls20201230');
      await logs.createProject(new CreateProjectRequest({ projectName: project, description }));
    },
    async remove(): Promise<Removal> {
      if (!(await find())) return missing;
      const { DeleteProjectRequest, ListLogStoresRequest } = await import('@alicloud/sls20201230');
      const left = (await logs.listLogStores(project, new ListLogStoresRequest({}))).body?.logstores ?? [];
      if (left.length > 0) return { state: 'kept', reason: `it has other log stores: ${left.join(', ')}` };
      await logs.deleteProject(project, new DeleteProjectRequest({}));
      return { state: 'removed' };
    },
  };
}

/** The log store, with the index without which the console finds no line. */
export function logStoreStep({ logs }: Clients, { logs: { project, store, days, shards } }: Plan): Step {
  const find = async () => (await unlessMissing(logs.getLogStore(project, store)))?.body;
  const hasIndex = async () => (await unlessMissing(logs.getIndex(project, store))) !== undefined;
  const index = async () => {
    const { CreateIndexRequest, Index, IndexLine } = await import('@alicloud/sls20201230');
    const line = new IndexLine({ caseSensitive: false, chn: false, token: [...', \'";=()[]{}?@&<>/:\n\t\r'] });
    await logs.createIndex(project, store, new CreateIndexRequest({ body: new Index({ line }) }));
  };
  return {
    name: `log store ${project}/${store}`,
    async look(): Promise<Difference> {
      const found = await find();
      return found ? compare({ days, index: true }, { days: found.ttl, index: await hasIndex() }) : missing;
    },
    async change({ state }): Promise<void> {
      const { CreateLogStoreRequest, UpdateLogStoreRequest } = await import('@alicloud/sls20201230');
      const isUnknownYet = ({ code }: { code: string }) => /^(Project|LogStore)NotExist$/.test(code);
      if (state === 'missing') {
        const wanted = new CreateLogStoreRequest({ logstoreName: store, ttl: days, shardCount: shards });
        await whileSettling(isUnknownYet, () => logs.createLogStore(project, wanted));
      } else if ((await find())?.ttl !== days) {
        await logs.updateLogStore(project, store, new UpdateLogStoreRequest({ logstoreName: store, ttl: days }));
      }
      if (!(await hasIndex())) await whileSettling(isUnknownYet, index);
    },
    async remove(): Promise<Removal> {
      if (!(await find())) return missing;
      await logs.deleteLogStore(project, store);
      return { state: 'removed' };
    },
  };
}
