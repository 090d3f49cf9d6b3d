/**
 * What is long and rare, and left out of `npm test`: it needs CLIs or tools that nothing else does.
 *
 * @type {import("jest").Config}
 */
module.exports = {
  ...require("./jest.config.cjs"),
  testMatch: ["**/*.long.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
};
