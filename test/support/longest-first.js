const Sequencer = require("@jest/test-sequencer").default;

/**
 * The seconds of the end-to-end files that take a minute or more, and of the longest unit tests, in a run of all of
 * them. The order of the others is Jest's own: by size in a fresh clone, by the time of their last run otherwise.
 */
const SECONDS = {
  "rollout/waves": 423,
  "cli/command-line": 378,
  "cli/verify-content": 353,
  "module/module-changes": 290,
  "module/module-existing": 257,
  "rollout/move-states": 256,
  "cli/commands": 241,
  "module/module-source": 232,
  "stack/deployment": 228,
  "module/module-upgrade": 226,
  "cli/move-to-ses": 219,
  "stack/interrupted": 205,
  "module/own-app": 163,
  "module/ses": 159,
  "rollout/rollouts": 158,
  "module/module": 151,
  "cli/email-flow-rules": 148,
  "module/module-tests": 143,
  "stack/permissions": 126,
  "module/examples": 106,
  "stack/live-alias": 103,
  "rollout/state-bucket": 90,
  "cli/verify": 89,
  "stack/failures": 76,
  "cli/fresh-machine": 66,
  "cli/diff": 65,
  "rollout/two-runs": 62,
  "rollout/own-bucket": 60,
  "module/package": 60,
  "invoke/invoke": 12,
  "local-lambda/local-lambda": 10,
  "cli/synth": 10,
  "generate/generate": 7,
};

/** Starts the longest files first, so that no worker is left with one of them when the others have ended. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => secondsOf(b) - secondsOf(a));
  }
};

function secondsOf({ path }) {
  const [, name] = /([^\\/]+[\\/][^\\/]+)\.(?:e2e|test)\.ts$/.exec(path) ?? [];
  return SECONDS[name?.replaceAll("\\", "/")] ?? 0;
}
