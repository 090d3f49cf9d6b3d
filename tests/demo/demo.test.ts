import path from "node:path";
import { type Emulator, startEmulator } from "../emulator";
import { ENGINE_TEST_TIMEOUT_MS, runCommand } from "../engine/harness";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);

const BOOTSTRAP = path.resolve(__dirname, "..", "setup", "bootstrap.mjs");

function demo(args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const env = { ...process.env, ...variables };
  return runCommand(process.execPath, [BOOTSTRAP, "demo", ...args], { env });
}

test("the demo shows every step, and leaves the sessions as they were", async () => {
  const { exitCode, stdout } = await demo([], { MANAGED_AGENTS_SESSION_ID: "" });
  expect(stdout).toContain('~ bash: "always_allow" => "always_ask"');
  expect(stdout).toContain("interrupt sent");
  expect(stdout).toContain('its workflow run "Review the contracts"');
  const table = stdout.slice(stdout.indexOf("requests to the API"));
  expect(table).toMatch(/^ {2}preview +none /m);
  expect(table).toMatch(/^ {2}up again +none /m);
  expect(table).toMatch(/^ {2}destroy +/m);
  expect(exitCode).toBe(0);
});

describe("with a session given", () => {
  let service: Emulator;

  beforeEach(async () => {
    service = await startEmulator();
    service.seed({ id: "sesn_1", tools: [{ type: "agent_toolset_20260401" }] });
  });
  afterEach(() => service.close());

  const credentials = () => ({
    ANTHROPIC_BASE_URL: service.url,
    ANTHROPIC_API_KEY: service.apiKey,
  });

  test("nothing is asked of the service until that is confirmed", async () => {
    const { exitCode, stdout } = await demo(["--session", "sesn_1"], credentials());
    expect(stdout).toContain("Not confirmed; no request was made.");
    expect(service.requests).toEqual([]);
    expect(exitCode).toBe(1);
  });

  test("the session is put back, and neither interrupted nor archived", async () => {
    const before = service.session("sesn_1")?.agent;
    const { exitCode, stdout } = await demo(["--session", "sesn_1", "--yes"], credentials());
    expect(stdout).toContain("The session is as it was.");
    expect(service.session("sesn_1")).toMatchObject({ agent: before, archived_at: null });
    expect(service.requests.filter(({ method }) => method === "POST")).toHaveLength(2);
    expect(exitCode).toBe(0);
  });
});
