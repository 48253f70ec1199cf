const Sequencer = require('@jest/test-sequencer').default;

/** The files that take longest: begun last, one of them would keep a single core busy at the end. */
const longest = [
  'browser/browser',
  'function/packaged-api',
  'function/faas/defects',
  'build/deploy',
  'end-to-end/kill',
  'chaos/chaos',
];

/** Runs the longest files first, so that all cores are busy until the end, also on a machine that never ran them. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const at = longest.findIndex((name) => path.endsWith(`${name}.test.ts`));
      return at < 0 ? longest.length : at;
    };
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
};
