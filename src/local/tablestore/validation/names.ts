import { invalid } from '../errors';
import { limits } from '../limits';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

const isName = (name: string): boolean => name.length <= limits.nameLength && NAME.test(name);

/** @throws OtsError OTSParameterInvalid `Invalid table name: …` */
export const checkTableName = (name: string): void => {
  if (!isName(name)) throw invalid(`Invalid table name: '${name}'.`);
};

/** @throws OtsError OTSParameterInvalid `Invalid column name: …` */
export const checkColumnName = (name: string): void => {
  if (!isName(name)) throw invalid(`Invalid column name: '${name}'.`);
};
