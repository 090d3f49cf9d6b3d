import { readFileSync } from "node:fs";
import path from "node:path";
import { type Emulator, startEmulator } from "../emulator";
import { ENGINE_TEST_TIMEOUT_MS, type ProjectStack, projectStack } from "../engine/harness";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);

/*
 * The page for the night is followed to the letter: its programs are deployed one after another, its previews are the
 * engine's, and its ways back lead back.
 */

const page = readFileSync(path.resolve(__dirname, "..", "..", "docs", "incidents.md"), "utf8");
const sections = page.split(/^## /m).slice(1);
const commandsShown = ["pulumi preview --diff", "pulumi up --yes --skip-preview"];

interface Situation {
  readonly program: string;
  readonly preview: readonly string[];
  readonly wayBack: string | undefined;
}

function situationOf(section: string): Situation {
  const blocks = (language: string) =>
    [...section.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))].map(
      ([, text = ""]) => text,
    );
  const [program = "", wayBack] = blocks("ts");
  const [preview = ""] = blocks("text");
  return { program, wayBack, preview: preview.split("\n").filter((line) => line.trim() !== "") };
}

const [server, ceiling, evening] = sections.map(situationOf) as [Situation, Situation, Situation];

let emulator: Emulator;
let project: ProjectStack;

beforeAll(async () => {
  emulator = await startEmulator();
  project = await projectStack({
    projectName: "incidents",
    stackName: "prod",
    files: { "index.ts": server.program },
    config: { "managed-agents:baseUrl": emulator.url },
    secretConfig: { "managed-agents:apiKey": emulator.apiKey },
  });
});
afterAll(async () => {
  await project.remove();
  await emulator.close();
});

/** Previews and deploys a program as the page says; what is wrong with the preview as shown there. */
async function follow({ program, preview }: Pick<Situation, "program" | "preview">) {
  project.write("index.ts", program);
  const shown = await project.pulumi(["preview", "--diff"]);
  const up = await project.pulumi(["up", "--yes", "--skip-preview"]);
  expect(up).toMatchObject({ exitCode: 0 });
  const lines = `${shown.stdout}\n${shown.stderr}`.split("\n").map((line) => line.trimEnd());
  return preview.filter((line) => !lines.includes(line.trimEnd()));
}

const allow = { enabled: true, permission_policy: { type: "always_allow" } };
const linear = {
  tools: [
    { type: "agent_toolset_20260401" },
    { type: "mcp_toolset", mcp_server_name: "linear", default_config: allow },
  ],
  mcp_servers: [{ type: "url", name: "linear", url: "https://mcp.linear.app/sse" }],
};
const rights = (id = "sesn_011abc") => emulator.rights(id);

test("the page's commands are the ones that are run here", () => {
  const shell = [...page.matchAll(/```sh\n(.*?)\n```/gs)].map(([, text]) => text);
  expect(shell.filter((command) => !commandsShown.includes(command ?? ""))).toEqual([]);
});

test("an MCP server is compromised", async () => {
  emulator.seed({ id: "sesn_011abc", agent_id: "agent_011abc", ...linear });
  emulator.seed({ id: "sesn_012def", agent_id: "agent_011abc", ...linear });
  emulator.startTurn("sesn_012def");
  expect(await follow(server)).toEqual([]);
  for (const id of ["sesn_011abc", "sesn_012def"]) {
    expect(rights(id)?.servers.size).toBe(0);
    expect(rights(id)?.builtIns.get("bash")).toEqual({ permission: "always_allow" });
  }
  expect(await follow({ program: server.wayBack ?? "", preview: [] })).toEqual([]);
  expect(rights()?.servers.get("linear")?.tools?.others).toEqual({ permission: "always_ask" });
});

test("an agent must stop using a tool", async () => {
  emulator.edit("sesn_011abc", linear);
  expect(await follow(ceiling)).toEqual([]);
  for (const id of ["sesn_011abc", "sesn_012def"]) {
    expect(rights(id)?.builtIns.get("bash")).toEqual({ permission: "disabled" });
    expect(rights(id)?.builtIns.get("read")).toEqual({ permission: "always_allow" });
    expect(rights(id)?.servers.get("linear")?.tools?.others).toEqual({ permission: "always_ask" });
  }
  expect(await follow({ program: ceiling.wayBack ?? "", preview: [] })).toEqual([]);
  expect(rights()?.builtIns.get("bash")).toEqual({ permission: "always_ask" });
});

test("a right for one evening", async () => {
  const [until = ""] = /\d{4}-\d\d-\d\dT[^"]*/.exec(evening.program) ?? [];
  const before = rights()?.builtIns.get("bash");
  // Whenever this runs, the evening is tomorrow's.
  const tomorrow = new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString();
  const granted = { ...evening, program: evening.program.replace(until, tomorrow) };
  expect(await follow(granted)).toEqual([]);
  expect(rights()?.builtIns.get("bash")).toEqual({ permission: "always_allow" });
  // The evening is over: the same program, with a moment that has passed.
  const over = evening.program.replace(until, "2026-01-01T00:00:00Z");
  expect(await follow({ program: over, preview: [] })).toEqual([]);
  expect(rights()?.builtIns.get("bash")).toEqual(before);
});
