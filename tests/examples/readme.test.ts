import { readFileSync } from "node:fs";
import path from "node:path";
import { startEmulator } from "../emulator";
import { ENGINE_TEST_TIMEOUT_MS, projectStack } from "../engine/harness";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);

const README = readFileSync(path.resolve(__dirname, "..", "..", "README.md"), "utf8");
const PROGRAMS = [...README.matchAll(/```ts\n(.*?)```/gs)].map(([, text = ""]) => text);
const PROGRAM = PROGRAMS.find((text) => text.includes('"support"')) ?? "";
const REVIEW = readFileSync(path.resolve(__dirname, "..", "..", "docs", "review.md"), "utf8");
const PREVIEW = /```text\nPreviewing update.*?```/s.exec(REVIEW)?.[0] ?? "";

/** The program as the preview on the reviewer's page has it changed. */
const CHANGED = PROGRAM.replace("always_ask", "always_allow").replace(
  ', { configs: [{ name: "delete_issue", enabled: false }] }',
  "",
);

test("the README's program is about twenty lines", () => {
  const lines = PROGRAM.trimEnd().split("\n").length;
  expect(lines).toBeGreaterThan(15);
  expect(lines).toBeLessThanOrEqual(20);
});

test("it works word for word, and its preview is the engine's", async () => {
  expect(linesOf(PREVIEW)).not.toEqual([]);
  const emulator = await startEmulator();
  emulator.seed({ id: "sesn_011abc", tools: [{ type: "agent_toolset_20260401" }] });
  const project = await projectStack({
    projectName: "agents",
    stackName: "prod",
    files: { "index.ts": PROGRAM },
    config: { "managed-agents:baseUrl": emulator.url },
    secretConfig: { "managed-agents:apiKey": emulator.apiKey },
  });
  try {
    const up = await project.pulumi(["up", "--yes", "--skip-preview"]);
    expect(up).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("2 created") });

    project.write("index.ts", CHANGED);
    const preview = await project.pulumi(["preview", "--diff"]);
    expect(linesOf(PREVIEW).filter((line) => !linesOf(preview.stdout).includes(line))).toEqual([]);
  } finally {
    await project.remove();
    await emulator.close();
  }
});

function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("```"));
}
