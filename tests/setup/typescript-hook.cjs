// Lets Node run the TypeScript files of tests/ without a build step: `node --require ./typescript-hook.cjs x.ts`.
// esbuild only strips the types; `npm run check` is where types are checked.
"use strict";
const fs = require("node:fs");
const { transformSync } = require("esbuild");

require.extensions[".ts"] = (module, filename) => {
  const { code } = transformSync(fs.readFileSync(filename, "utf8"), {
    loader: "ts",
    format: "cjs",
    target: "node20",
    sourcefile: filename,
    sourcemap: "inline",
  });
  module._compile(code, filename);
};
process.setSourceMapsEnabled(true);
