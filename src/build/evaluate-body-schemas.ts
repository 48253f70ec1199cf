import type { Plugin } from 'esbuild';
import { bodySchemas } from '../function/openapi/body-schemas';

/** Puts the JSON Schemas of request bodies into the bundle, and leaves out what makes them. */
export const evaluateBodySchemas: Plugin = {
  name: 'evaluate body schemas',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]function[\\/]openapi[\\/]body-schemas\.ts$/ }, () => ({
      contents: `export const bodySchemas = ${JSON.stringify(bodySchemas)};`,
      loader: 'js',
    }));
  },
};
