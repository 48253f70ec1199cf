import * as path from 'path';

/** The repository's folder. */
export const root = path.resolve(__dirname, '../..');
