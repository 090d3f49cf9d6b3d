import { symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ENGINE_TEST_TIMEOUT_MS, temporaryDirectory } from "../engine/harness";
import { mustSucceed } from "./must-succeed";
import { installWithSdk } from "./sdk-install";
import { liveWith } from "./version-matrix";
import { clis, goTogether, nodes, otherRows, sdks, todaysRows } from "./version-rows";

const PROJECT = path.resolve(__dirname, "..", "..");

const TYPED_PROGRAM = `
import type { Output } from "@pulumi/pulumi";
import { agentToolset, Provider, SessionOverrides } from "pulumi-managed-agents";
import * as native from "pulumi-managed-agents/native";
const provider = new Provider("account", { apiKey: "key" });
const first = new SessionOverrides("first", { sessionId: "sesn_1", tools: [agentToolset()] }, { provider });
const second = new native.SessionOverrides("second", { sessionId: first.agentId }, { dependsOn: [first] });
export const agents: Output<string>[] = [first.agentId, second.agentId];
// @ts-expect-error: the session is required
new SessionOverrides("third", {});
`;

test.each(todaysRows)(
  "CLI $cli with Node.js $node and @pulumi/pulumi $sdk runs both hosts through preview, up, a no-op and destroy",
  async (row) => liveWith(row, await installWithSdk(row.sdk)),
  10 * ENGINE_TEST_TIMEOUT_MS,
);

test.each(sdks)(
  "the package's types are right with @pulumi/pulumi %s",
  async (sdk) => {
    const directory = temporaryDirectory("types");
    writeFileSync(path.join(directory, "index.ts"), TYPED_PROGRAM);
    symlinkSync(await installWithSdk(sdk), path.join(directory, "node_modules"), "junction");
    const settings = ["--noEmit", "--strict", "--target", "es2022", "--module", "node16"];
    const nodeTypes = ["--types", "node", "--typeRoots", path.join(PROJECT, "node_modules/@types")];
    const compiler = require.resolve("typescript/bin/tsc");
    const args = [compiler, ...settings, ...nodeTypes, "index.ts"];
    await mustSucceed(process.execPath, args, { cwd: directory });
  },
  4 * ENGINE_TEST_TIMEOUT_MS,
);

test("every two versions that go together meet in a row of this file or of the long one", () => {
  const met = new Set(
    [...todaysRows, ...otherRows].flatMap(({ cli, node, sdk }) => [
      `${cli} ${node}`,
      `${cli} ${sdk}`,
      `${node} ${sdk}`,
    ]),
  );
  const all = (ones: readonly string[], others: readonly string[]) =>
    ones.flatMap((one) =>
      others.filter((other) => goTogether(one, other)).map((other) => `${one} ${other}`),
    );
  const wanted = [...all(clis, nodes), ...all(clis, sdks), ...all(nodes, sdks)];
  expect(wanted.filter((pair) => !met.has(pair))).toEqual([]);
});
