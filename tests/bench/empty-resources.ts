import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { buildSync } from "esbuild";
import { temporaryDirectory } from "../engine/harness";

/*
 * Resources that do nothing, of either kind of host: what the engine and the host cost by themselves.
 */

const emptyProvider: pulumi.dynamic.ResourceProvider = {
  async create(inputs) {
    return { id: "empty", outs: inputs };
  },
};

/** Holds the inputs it is given, if any, and does nothing about them. */
export class EmptyDynamic extends pulumi.dynamic.Resource {
  constructor(name: string, inputs: pulumi.Inputs = {}) {
    // A copy, because Pulumi adds the provider to what it is given.
    super(emptyProvider, name, { ...inputs }, undefined, "bench", "Empty");
  }
}

/** As EmptyDynamic, served by the empty native plugin. */
export class EmptyNative extends pulumi.CustomResource {
  constructor(name: string, inputs: pulumi.Inputs = {}) {
    super("empty:index:Empty", name, inputs);
  }
}

/** The folder of the empty native plugin, put together as the package's own is: one file, started by Node alone. */
export function buildEmptyPlugin(): string {
  const folder = temporaryDirectory("empty-plugin");
  buildSync({
    entryPoints: [path.join(__dirname, "empty-plugin.ts")],
    outfile: path.join(folder, "index.js"),
    bundle: true,
    platform: "node",
    target: "node20",
    minifyWhitespace: true,
    logLevel: "warning",
  });
  const launcher = path.join(folder, "pulumi-resource-empty");
  writeFileSync(launcher, '#!/usr/bin/env node\nrequire("./index.js");\n');
  writeFileSync(path.join(folder, "PulumiPlugin.yaml"), "runtime: nodejs\n");
  chmodSync(launcher, 0o755);
  return folder;
}
