/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  // Undoing globals between files breaks what Pulumi's SDK keeps on them, and says so on every line.
  testEnvironmentOptions: { globalsCleanup: "off" },
  // No statement about speed: what hangs ends some time, and what is slow on a busy machine does not fail.
  testTimeout: 120_000,
  // Most of a run is spent waiting for the engine, so more workers than cores pay off.
  maxWorkers: 3,
  // What a file has loaded stays in its worker; one that holds gigabytes collects garbage more than it tests.
  workerIdleMemoryLimit: "1GB",
  testSequencer: "<rootDir>/tests/setup/longest-first.cjs",
  roots: ["<rootDir>/tests"],
  testMatch: ["**/*.test.ts"],
  // What is long and rare is a group of its own: `npm run test:long`.
  testPathIgnorePatterns: ["/node_modules/", "\\.long\\.test\\.ts$"],
  // ts-jest only translates (isolatedModules in tsconfig.json); `npm run check` is where types are checked.
  transform: { "^.+\\.ts$": ["ts-jest", { diagnostics: false }] },
  globalSetup: "<rootDir>/tests/setup/jest-global-setup.ts",
  globalTeardown: "<rootDir>/tests/setup/jest-global-teardown.ts",
  // V8 counts what every file loads, the SDK and the compiler included, and doubles the time of a small test.
  coverageProvider: "babel",
  collectCoverageFrom: ["provider/**/*.ts"],
};
