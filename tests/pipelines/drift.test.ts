import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryDirectory } from "../engine/run-directory";
import { runCommand } from "../setup/child-process";
import { type CodeHost, forgeToken, startCodeHost } from "./code-host";

const script = path.resolve(__dirname, "../../examples/pipelines/pipeline/drift.sh");
const notLooked = "not refreshed, comparing with the saved state only; drift was not looked for: …";

let host: CodeHost;
beforeEach(async () => {
  host = await startCodeHost("github");
});
afterEach(() => host.close());

/** Runs the script where the preview says this and ends with this code; the script's own exit code. */
async function drift(said: string, code: number): Promise<number> {
  const folder = temporaryDirectory("drift");
  const commands = path.join(folder, "node_modules", ".bin");
  mkdirSync(commands, { recursive: true });
  const command = (name: string, text: string) =>
    writeFileSync(path.join(commands, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  command("managed-agents-review", "echo the report");
  command("pulumi", `echo '${JSON.stringify({ message: said })}'; exit ${code}`);
  const { exitCode } = await runCommand(script, [], {
    cwd: folder,
    env: {
      PATH: [commands, process.env.PATH].join(path.delimiter),
      STACK: "prod",
      ANTHROPIC_API_KEY: "key",
      GITHUB_API_URL: host.url,
      GITHUB_REPOSITORY: "office/sessions",
      GITHUB_TOKEN: forgeToken,
    },
  });
  return exitCode;
}

test.each([
  ["nothing differs", "", 0, 0, true],
  ["something differs", "", 7, 7, true],
  ["the program cannot be read", "", 255, 255, false],
  ["nothing differs from a state that was not refreshed", notLooked, 0, 1, false],
  ["something differs from a state that was not refreshed", notLooked, 7, 1, false],
])(
  "where %s, the exit code says so, and an issue is touched on an answer alone",
  async (_what, said, code, expected, isAnswer) => {
    expect(await drift(said, code)).toBe(expected);
    expect(host.requests.length > 0).toBe(isAnswer);
  },
);
