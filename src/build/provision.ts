import { readSettings, tablestoreEndpoint } from '../settings';
import { tables } from '../tablestore/schema';
import { createMissingTables } from '../tablestore/tables';

/** `npm run provision`: creates the tables that the settings' Tablestore lacks; changes nothing the second time. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  if (!settings.credentials) {
    throw new Error(
      'Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET to keys that may create tables.',
    );
  }
  const endpoint = tablestoreEndpoint(settings, process.env.REGION);
  const instance = settings.tablestoreInstance;
  const created = await createMissingTables({ endpoint, instance, credentials: settings.credentials }, tables);
  console.log(
    created.length > 0 ? `created ${created.join(', ')} in ${instance}` : `${instance} has all tables; nothing changed`,
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
