const Sequencer = require("@jest/test-sequencer").default;

// On a machine that has never run the tests jest begins with the largest files. Those that take minutes are small, and
// the last of them would then run alone while the other workers have nothing left to do.
const longest = [
  "tests/languages/version-matrix",
  "tests/schedules/schedules",
  "tests/pipelines/",
  "tests/engine/pipeline-facts",
  "tests/backends/",
  "tests/matrix/",
  "tests/endings/",
  "tests/examples/",
  "tests/fleet/engine",
  "tests/engine/quoted-secrets",
];

/** Lower is sooner. */
function rankOf({ path }) {
  const rank = longest.findIndex((part) => path.replaceAll("\\", "/").includes(part));
  return rank === -1 ? longest.length : rank;
}

/** What jest would do, with the long ones first. */
class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((one, other) => rankOf(one) - rankOf(other));
  }
}

module.exports = LongestFirst;
