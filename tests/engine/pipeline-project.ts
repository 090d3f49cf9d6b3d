import path from "node:path";
import type { CommandOutcome, ProjectStack } from "./harness";
import { pluginByPath, projectStack } from "./harness";
import { apiKey, emulatorWith, plainSession, requestsTo, sessionId } from "./session-stack";

/** Both hosts, as a pipeline runs them: a folder with a program, and commands with exit codes. */
export const pipelineHosts = ["dynamic", "native"] as const;
export type PipelineHost = (typeof pipelineHosts)[number];

const subpaths = { dynamic: "pulumi-managed-agents", native: "pulumi-managed-agents/native" };

const settings = `name: project
runtime: nodejs
${pluginByPath}`;

/** A program that gives the session's bash this policy. */
export const giving = (host: PipelineHost, policy: string) => `
const { SessionOverrides, agentToolset } = require("${subpaths[host]}");
new SessionOverrides("support", {
  sessionId: "${sessionId}",
  tools: [agentToolset({ configs: [{ name: "bash", permissionPolicy: { type: "${policy}" } }] })],
  whenBusy: "fail",
});`;

/** A project on an emulator with one session; its program asks before bash. */
export async function pipelineProject(host: PipelineHost) {
  const emulator = await emulatorWith([plainSession]);
  const project = await projectStack({
    files: { "Pulumi.yaml": settings, "index.js": giving(host, "always_ask") },
    config: { "managed-agents:baseUrl": emulator.url },
    secretConfig: { "managed-agents:apiKey": apiKey },
  });
  const give = (policy: string) => project.write("index.js", giving(host, policy));
  return { emulator, project, give, requests: () => requestsTo(emulator) };
}

export const up = ["up", "--yes", "--skip-preview"];

/** The command ends with this exit code; what it printed, on either stream. */
export async function ends(
  project: ProjectStack,
  args: readonly string[],
  exitCode: number,
  options: { readonly signal?: AbortSignal } = {},
): Promise<string> {
  const outcome: CommandOutcome = await project.pulumi(args, options);
  const told = outcome.stdout + outcome.stderr;
  if (outcome.exitCode !== exitCode) {
    throw new Error(`pulumi ${args.join(" ")} ended with ${outcome.exitCode}:\n${told}`);
  }
  return told;
}

/** A policy pack in the project's folder: no rule but those of `policies`, an expression. */
export function writePolicies(project: ProjectStack, head: string, policies: string): string {
  project.write("policies/PulumiPolicy.yaml", "runtime: nodejs\n");
  project.write("policies/package.json", JSON.stringify({ name: "rules", version: "1.0.0" }));
  project.write(
    "policies/index.js",
    `const { PolicyPack, validateResourceOfType } = require("@pulumi/policy");
${head}
new PolicyPack("rules", { policies: ${policies} });
`,
  );
  return path.join(project.directory, "policies");
}
