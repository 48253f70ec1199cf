const Sequencer = require('@jest/test-sequencer').default;

/** The files that take longest: if one of them began last, it would keep a single core busy at the end. */
const longest = [
  'browser/browser',
  'build/deploy',
  'function/faas/defects',
  'end-to-end/kill',
  'function/accounts/broken-moves',
  'function/accounts/account',
  'chaos/chaos',
  'function/original/list',
  'end-to-end/discard',
];

/** Runs the longest files first, so that all cores are busy until the end, also on a machine that has no times of an earlier run. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const at = longest.findIndex((name) => path.endsWith(`${name}.test.ts`));
      return at < 0 ? longest.length : at;
    };
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
};
