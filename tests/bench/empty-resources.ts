import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { buildSync } from "esbuild";
import { temporaryDirectory } from "../engine/harness";

/*
 * Resources of either kind of host that hold what they are given: those that do nothing, for what the engine and the
 * host cost by themselves, and those that ask the API as an override does and do nothing else.
 */

/** What was built for the resources that are no override's. */
export interface EmptyProviders {
  /** The folder of the native plugin `empty`. */
  readonly plugin: string;
  /** The module of the dynamic provider that asks. */
  readonly asking: string;
}

/** Makes one resource. */
export type Maker = (name: string, inputs: pulumi.Inputs) => pulumi.CustomResource;

class Holder extends pulumi.CustomResource {
  constructor(type: string, name: string, inputs: pulumi.Inputs) {
    // One secret in the state, as an override has.
    super(type, name, inputs, { additionalSecretOutputs: ["baseline"] });
  }
}

const dynamicOf =
  (text: string): Maker =>
  (name, inputs) =>
    // Not the SDK's own class: the text that it makes of a provider is far longer than the one of the overrides.
    new Holder("pulumi-nodejs:dynamic/bench:Empty", name, {
      ...inputs,
      __provider: text,
    });

const nativeOf =
  (type: string): Maker =>
  (name, inputs) =>
    new Holder(`empty:index:${type}`, name, inputs);

/** For each host, resources that do nothing and resources that ask. */
export function makers({ asking }: EmptyProviders) {
  const doing = 'exports.handler=()=>({create:async(inputs)=>({id:"empty",outs:inputs})})';
  return {
    dynamic: {
      empty: dynamicOf(doing),
      asking: dynamicOf(`exports.handler=()=>require(${JSON.stringify(asking)}).provider`),
    },
    native: { empty: nativeOf("Empty"), asking: nativeOf("Asking") },
  } as const;
}

/** Puts both together as the package's own are: one file each, and the plugin started by Node alone. */
export function buildEmptyProviders(): EmptyProviders {
  const plugin = temporaryDirectory("empty-plugin");
  const asking = path.join(temporaryDirectory("asking"), "asking.js");
  bundle("empty-plugin.ts", path.join(plugin, "index.js"));
  bundle("asking-provider.ts", asking);
  const launcher = path.join(plugin, "pulumi-resource-empty");
  writeFileSync(launcher, '#!/usr/bin/env node\nrequire("./index.js");\n');
  writeFileSync(path.join(plugin, "PulumiPlugin.yaml"), "runtime: nodejs\n");
  chmodSync(launcher, 0o755);
  return { plugin, asking };
}

function bundle(entry: string, outfile: string): void {
  buildSync({
    entryPoints: [path.join(__dirname, entry)],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    minifyWhitespace: true,
    logLevel: "warning",
  });
}
