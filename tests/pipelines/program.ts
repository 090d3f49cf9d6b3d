import { pluginByPath } from "../engine/harness";

/** What the user's stack declares, in either host: two sessions, each with a word for bash. */
export interface Program {
  readonly host: "dynamic" | "native";
  readonly support: string;
  readonly billing: string;
}

const packages = {
  dynamic: "pulumi-managed-agents",
  native: "pulumi-managed-agents/native",
} as const;

export const toolset = (policy: string) => ({
  type: "agent_toolset_20260401",
  configs: [{ name: "bash", permission_policy: { type: policy } }],
});

export const programText = ({ host, support, billing }: Program) => `
const { agentToolset } = require("pulumi-managed-agents");
const { SessionOverrides } = require("${packages[host]}");
const bash = (type) => [agentToolset({ configs: [{ name: "bash", permissionPolicy: { type } }] })];
new SessionOverrides("support", { sessionId: "sesn_support", tools: bash("${support}") });
new SessionOverrides("billing", { sessionId: "sesn_billing", tools: bash("${billing}") });
`;

/** The files of a project with this program, and nothing secret in them. */
export const projectFiles = (program: Program): Record<string, string> => ({
  "Pulumi.yaml": `name: sessions\nruntime: nodejs\n${
    program.host === "native" ? pluginByPath : ""
  }`,
  "Pulumi.prod.yaml": "config: {}\n",
  "index.js": programText(program),
  "package.json": JSON.stringify({
    name: "sessions",
    private: true,
    version: "1.0.0",
    dependencies: { "@pulumi/pulumi": "*", "pulumi-managed-agents": "*" },
  }),
  "package-lock.json": JSON.stringify({ name: "sessions", lockfileVersion: 3, packages: {} }),
  ".gitignore": "node_modules\n",
});
