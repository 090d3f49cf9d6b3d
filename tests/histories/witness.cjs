// Preloaded into every Node.js process of an operation: notes the processes that have the provider's code in them.
// Pulumi's dynamic provider loads it with the first resource of ours, and the engine may start several of them.
const Module = require("node:module");
const { appendFileSync } = require("node:fs");

const load = Module.prototype.require;
Module.prototype.require = function witnessed(request) {
  if (request === "pulumi-managed-agents/provider") {
    appendFileSync(process.env.HISTORY_WITNESS, `${process.pid}\n`);
  }
  return load.call(this, request);
};
