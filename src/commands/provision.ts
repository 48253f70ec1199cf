import { CommandError } from '../build/command-error';
import { readSettings, type Settings, SettingsError } from '../function/settings';
import { StoreError } from '../function/tablestore/errors';
import { tables } from '../function/tablestore/schema';
import { createMissingTables, UnfitTablesError } from '../function/tablestore/tables';
import { runCommand } from './command';

/** `npm run provision`: creates the tables that the settings' Tablestore lacks; changes nothing the second time. */
runCommand({ usage: 'npm run provision', options: {} }, async () => {
  const settings = settingsOfEnvironment();
  if (!settings.credentials) {
    throw new CommandError(
      'Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET to keys that may create tables.',
    );
  }
  const { tablestoreInstance: instance, credentials } = settings;
  const access = { endpoint: endpointOf(settings), instance, credentials };
  try {
    const { created, limited } = await createMissingTables(access, tables);
    if (created.length > 0) console.log(`created ${created.join(', ')} in ${instance}`);
    if (limited.length > 0) console.log(`set the time to live of ${limited.join(', ')} in ${instance}`);
    if (created.length + limited.length === 0) console.log(`${instance} has all tables; nothing changed`);
  } catch (error) {
    if (error instanceof UnfitTablesError) throw new CommandError(error.message);
    throw error instanceof StoreError ? new CommandError(explain(error, access)) : error;
  }
});

function settingsOfEnvironment(): Settings {
  try {
    return readSettings(process.env);
  } catch (error) {
    throw error instanceof SettingsError ? new CommandError(error.message) : error;
  }
}

/** The instance's address on the internet: this command seldom runs inside the region's network. */
function endpointOf({ tablestoreEndpoint, tablestoreInstance }: Settings): string {
  if (tablestoreEndpoint) return tablestoreEndpoint;
  const { REGION } = process.env;
  if (!REGION) throw new CommandError('Set REGION, for example to cn-hangzhou, or TABLESTORE_ENDPOINT.');
  return `https://${tablestoreInstance}.${REGION}.ots.aliyuncs.com`;
}

function explain(error: StoreError, { instance, endpoint }: { instance: string; endpoint: string }): string {
  const { message } = error;
  if (/instance/i.test(message) && error.code === 'OTSAuthFailed') {
    return `There is no instance ${instance} at ${endpoint}: check TABLESTORE_INSTANCE and the region. (${message})`;
  }
  if (error.code === 'OTSAuthFailed') {
    return `The access key was refused: check its id, its secret, its token, and this machine's clock. (${message})`;
  }
  if (error.code === 'OTSNoPermissionAccess') {
    return `The access key may not do this in ${instance}: its user needs ots:ListTable, ots:CreateTable, ots:DescribeTable and ots:GetRow, and the instance must allow access from this network. (${message})`;
  }
  if (error.code.startsWith('OTS')) return `Tablestore refused: ${message}`;
  return `${endpoint} cannot be reached: check TABLESTORE_INSTANCE, the region, and that the instance allows access from this network. (${message})`;
}
