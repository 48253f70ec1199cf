import { load } from './load';

// The file that the platform requires, `index-faas.js` in the package.
load(module, require, __dirname);
