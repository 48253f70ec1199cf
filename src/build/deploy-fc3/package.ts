import { packageTargets } from '../package/build';

/** The package that is deployed to Function Compute 3.0. */
export const deployedTarget = packageTargets.nodejs20;
