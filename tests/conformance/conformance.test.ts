import { type Emulator, type EmulatorOptions, startEmulator } from "../emulator";
import { endOf, lineOf, summaryOf } from "./conformance";
import { type Request, readArguments } from "./options";
import { ownSession } from "./own-session";
import { reads } from "./reads";
import { holdAgainst } from "./rounds";

const agent = "agent_1";
let emulator: Emulator;

async function start(options: EmulatorOptions = {}) {
  emulator = await startEmulator(options);
  emulator.seedAgent({ id: agent });
  for (const id of ["sesn_1", "sesn_2"]) emulator.seed({ id, agent_id: agent });
}

afterEach(() => emulator?.close());

const request = (own = false): Request => ({
  baseUrl: emulator.url,
  apiKey: emulator.apiKey,
  ownSession: own ? { agent, environment: "env_1" } : undefined,
});

async function run(own = false) {
  const told: string[] = [];
  const verdicts = await holdAgainst(request(own), (verdict) => told.push(lineOf(verdict)));
  const differing = verdicts
    .filter((verdict) => summaryOf(verdict) !== "asSaid")
    .map((verdict) => lineOf(verdict));
  return { told, verdicts, differing, end: endOf(verdicts) };
}

test("the emulator does what the sheet says, and nothing is written", async () => {
  await start();
  const { told, differing, end } = await run();
  expect(differing).toEqual([]);
  expect(told).toHaveLength(reads.length);
  expect(end).toEqual({
    text: `${reads.length} as the sheet says, 0 otherwise, 0 not tried.`,
    exitCode: 0,
  });
  expect(new Set(emulator.requests.map(({ method }) => method))).toEqual(new Set(["GET"]));
});

test("on sessions made for it as well, which are gone afterwards", async () => {
  await start();
  const before = JSON.stringify(["sesn_1", "sesn_2"].map((id) => emulator.session(id)));
  const { differing, verdicts } = await run(true);
  expect(differing).toEqual([]);
  expect(verdicts).toHaveLength(reads.length + ownSession.length);
  const made = emulator.requests.filter(
    ({ method, path }) => method === "POST" && path === "/v1/sessions",
  );
  expect(made).toHaveLength(2);
  const list = await fetch(`${emulator.url}/v1/sessions?include_archived=true`, {
    headers: {
      "x-api-key": emulator.apiKey,
      "anthropic-version": "2023-06-01",
      "anthropic-beta": "managed-agents-2026-04-01",
    },
  });
  const { data } = (await list.json()) as { readonly data: readonly { readonly id: string }[] };
  expect(data.map(({ id }) => id).sort()).toEqual(["sesn_1", "sesn_2"]);
  expect(JSON.stringify(["sesn_1", "sesn_2"].map((id) => emulator.session(id)))).toBe(before);
});

test("a service that does otherwise is told case by case, with what was seen", async () => {
  await start({ staleEcho: true });
  const { differing, end } = await run(true);
  expect(differing.join("\n")).toMatch(
    /^DIFFERS {3}C11, API §4\.3: a bare toolset.*\n +saw tools \[\], mcp_servers \[\]$/m,
  );
  expect(end.exitCode).toBe(1);
  expect(end.text).toContain("tests/emulator/API.md is wrong first");
});

test("what is otherwise once only says so", async () => {
  await start();
  emulator.faults.next(
    { kind: "answerWith", status: 200, body: "{}" },
    { path: "/v1/no_such_thing" },
  );
  const { differing } = await run();
  expect(differing).toEqual([
    "DIFFERS   C4, API §1.1: an unknown path is 404, even without a key\n            the first time: saw 200 {}\n            the second time: as said",
  ]);
});

test("trouble on the way is no difference", async () => {
  await start();
  emulator.faults.always({ kind: "serverError" });
  const { end, told } = await run();
  expect(end).toMatchObject({ exitCode: 2, text: expect.stringContaining("0 otherwise") });
  expect(told[0]).toContain("the service answered 500; try again later");
});

test("a session that cannot be made leaves its cases open, and the key is nowhere", async () => {
  await start();
  const made = { ...request(true), ownSession: { agent: "agent_none", environment: "env_1" } };
  const told: string[] = [];
  await holdAgainst(made, (verdict) => told.push(lineOf(verdict)));
  expect(told.at(-1)).toContain("no session was made: 404");
  expect(told.join()).not.toContain(emulator.apiKey);
});

describe("the command line", () => {
  const environment = { ANTHROPIC_API_KEY: "key" };

  test.each<[string, string[], Record<string, string>, string]>([
    ["no address", [], environment, "--base-url must name the service"],
    ["an address that is none", ["--base-url", "service"], environment, "--base-url must name"],
    ["no key", ["--base-url", "https://api.example.com"], {}, "ANTHROPIC_API_KEY is not set"],
    [
      "a session of nothing",
      ["--base-url", "https://api.example.com", "--make-session"],
      environment,
      "--make-session needs --agent and --environment",
    ],
    ["an unknown option", ["--force"], environment, "Unknown option '--force'"],
  ])("%s is refused with how it is used", (_what, args, env, problem) => {
    const asked = readArguments(args, env);
    expect(asked).toMatchObject({ kind: "wrong", text: expect.stringContaining(problem) });
    expect(asked).toMatchObject({ text: expect.stringContaining("usage: ANTHROPIC_API_KEY=") });
  });

  test("reads only, unless a session is to be made", () => {
    const args = ["--base-url", "https://api.example.com"];
    expect(readArguments(args, environment)).toMatchObject({
      kind: "run",
      request: { ownSession: undefined },
    });
    const making = [...args, "--make-session", "--agent", "agent_1", "--environment", "env_1"];
    expect(readArguments(making, environment)).toMatchObject({
      request: { ownSession: { agent: "agent_1", environment: "env_1" } },
    });
  });
});
