import { type LocalTablestore, startTablestore } from '../../src/emulators/tablestore/server';
import { readSettings, type Settings } from '../../src/function/settings';
import { tables } from '../../src/function/tablestore/schema';
import { createMissingTables } from '../../src/function/tablestore/tables';

const instance = 'test';
const credentials = { accessKeyId: 'test-id', accessKeySecret: 'test-secret' };

/** A Tablestore with this project's tables in it. */
export interface TestStore {
  /** Environment variables that make the function use this store. */
  environment: Record<string, string>;
  settings: Settings;
  close(): Promise<void>;
}

/** One in this process. */
export interface LocalTestStore extends TestStore {
  tablestore: LocalTablestore;
}

/** A local Tablestore in memory, in this process. */
export async function startStore(environment: Record<string, string> = {}): Promise<LocalTestStore> {
  const tablestore = await startTablestore({ port: 0, instance, ...credentials });
  return { ...(await useStore(tablestore.url, environment)), tablestore, close: () => tablestore.close() };
}

/** A Tablestore that runs elsewhere for the instance and keys of these tests; closing leaves it running. */
export async function useStore(endpoint: string, more: Record<string, string> = {}): Promise<TestStore> {
  await createMissingTables({ endpoint, instance, credentials }, tables);
  const environment = {
    TABLESTORE_ENDPOINT: endpoint,
    TABLESTORE_INSTANCE: instance,
    ALIBABA_CLOUD_ACCESS_KEY_ID: credentials.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: credentials.accessKeySecret,
    SESSION_SECRET: 'a secret for tests only',
    ...more,
  };
  return { environment, settings: readSettings(environment), close: async () => {} };
}
