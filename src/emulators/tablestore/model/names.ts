import { invalid } from '../errors';
import { limits } from '../limits';

const schemaName = /^[A-Za-z_][A-Za-z0-9_]*$/;

function isSchemaName(name: string): boolean {
  return name.length <= limits.nameLength && schemaName.test(name);
}

/** @throws OtsError OTSParameterInvalid `Invalid table name: …` */
export function checkTableName(name: string): void {
  if (!isSchemaName(name)) throw invalid(`Invalid table name: '${name}'.`);
}

/** The name of a column that the table declares. @throws OtsError OTSParameterInvalid `Invalid column name: …` */
export function checkDeclaredName(name: string): void {
  if (!isSchemaName(name)) throw invalid(`Invalid column name: '${name}'.`);
}

/**
 * The name of an attribute column in a row, a read or a filter. The documentation asks for letters, digits and underscores;
 * the service takes any text that does not begin with a #, as the tests of the Java SDK show.
 * @throws OtsError OTSParameterInvalid `Invalid column name: …`
 */
export function checkColumnName(name: string): void {
  const size = Buffer.byteLength(name);
  if (size === 0 || size > limits.nameLength || name.startsWith('#')) throw invalid(`Invalid column name: '${name}'.`);
}
