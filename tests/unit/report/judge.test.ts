import { judge } from "../../../provider/report/judge/judge";
import type { Report } from "../../../provider/report/report";
import { inputs, messageEvent, readRecorded, reportOf, said, stepEvent } from "./reading";

const recordedReport = async (name: string): Promise<Report> =>
  judge([{ operation: await readRecorded(name) }], "Review");

describe.each([
  "dynamic-preview.json",
  "dynamic-preview.events.jsonl",
  "native-preview.events.jsonl",
])("the mixed change out of %s", (name) => {
  let report: Report;
  beforeAll(async () => {
    report = await recordedReport(name);
  });

  test("verdict and gates", () => {
    expect(report.verdict).toBe(
      "1 ended for good · 2 looser · 1 with new hosts · 1 changed elsewhere, to be undone · 1 tighter · 1 may be interrupted · 1 may touch entries of others · 1 unchanged",
    );
    expect(report.gates).toEqual(["ends", "loosens", "new-hosts", "drift", "interrupts"]);
  });

  test("what ends, what loosens, and where it can go", () => {
    expect(said(report, "ends")).toEqual({
      sesn_migration: ["session sesn_migration ends for good: archived, its history kept"],
    });
    expect(said(report, "loosens")).toEqual({
      sesn_billing: ["bash: always_ask → always_allow"],
      sesn_research: [
        "mcp:github: added, https://api.github.example",
        "mcp:github/*: added, always_ask",
        "mcp:github/search_code: added, always_allow",
      ],
    });
    expect(said(report, "newHosts")).toEqual({
      sesn_research: ["api.github.example by mcp:github"],
    });
  });

  test("drift is one row, and what undoes it is not told again as a change", () => {
    expect(said(report, "drift")).toEqual({
      sesn_nightly: [
        "undoes a change made elsewhere, which was bash: always_ask → always_allow",
        "tightens bash: always_allow → always_ask",
      ],
    });
    expect(Object.keys(said(report, "tightens"))).toEqual(["sesn_intake"]);
  });

  test("whose work may be interrupted, whose entries are touched, what stays", () => {
    expect(said(report, "interrupts")).toEqual({
      sesn_migration: [
        "if it is at work when the deployment comes to it: waited for, interrupted after 120 s",
      ],
    });
    expect(said(report, "others")).toEqual({
      sesn_intake: [
        "takes out mcp:leaky-crm with all its tools, whoever put it there; every other entry of others stays as it is",
      ],
    });
    expect(Object.keys(said(report, "unchanged"))).toEqual(["sesn_docs"]);
  });

  test("a server's URL is shown no further than its origin", () => {
    expect(JSON.stringify(report)).not.toContain("do-not-show");
  });
});

test("a refresh tells what was changed elsewhere, and undoes nothing", async () => {
  const report = await recordedReport("native-refresh.events.jsonl");
  expect(report.verdict).toBe("1 changed elsewhere · 5 unchanged");
  expect(said(report, "drift")).toEqual({
    sesn_nightly: ["was changed elsewhere: bash: always_ask → always_allow"],
  });
});

test("of a preview that failed, what failed first, and what was known by then", async () => {
  const report = await recordedReport("failed-preview.events.jsonl");
  expect(report.verdict).toBe(
    "The preview failed; as far as it came: 1 newly managed · 1 may touch entries of others",
  );
  expect(report.stacks[0]?.failure).toMatchObject({
    subject: { resource: "billing" },
    sentence: expect.stringContaining('"bash" has an entry already'),
  });
});

test("where an array holds a secret, the provider's own words", async () => {
  const report = await recordedReport("secret-url.json");
  expect(said(report, "changes")).toEqual({
    sesn_docs: ["mcp:a: another URL on https://a.example"],
  });
  expect(said(report, "unknown")).toEqual({
    sesn_docs: ["mcpServers holds a secret: only what the provider says of it is shown"],
  });
});

describe("what becomes of a session whose resource is taken out", () => {
  test.each([
    ["archive", "ends", "ends for good: archived, its history kept"],
    ["delete", "ends", "ends for good: deleted, its history with it"],
    ["retain", "released", "goes on as it is"],
    ["restore", "released", "what this resource changed is put back"],
  ] as const)("%s", async (onDelete, section, sentence) => {
    const old = inputs("a", "always_ask", { onDelete });
    const report = await reportOf(stepEvent("delete", "a", { old }));
    expect(said(report, section).sesn_a?.[0]).toContain(sentence);
  });

  test("all of an agent's", async () => {
    const old = { agentId: "agent_1", ownership: "shared", onDelete: "archive" };
    const type = "AgentSessionOverrides";
    const report = await reportOf(stepEvent("delete", "all", { old, type }));
    expect(said(report, "ends")).toEqual({
      agent_1: ["every live session of agent_1 in scope ends for good: archived, its history kept"],
    });
  });

  test("nothing where another resource goes on with it, the stack forgets it, or it has ended", async () => {
    const old = inputs("a", "always_ask");
    const report = await reportOf(
      [
        stepEvent("delete", "old", { old }),
        stepEvent("create", "new", { next: old }),
        stepEvent("delete", "kept", { old: inputs("b", "always_ask"), retainOnDelete: true }),
        stepEvent("delete", "ended", {
          old: inputs("c", "always_ask", { archivedAt: "2026-11-01T00:00:00Z" }),
        }),
      ].join("\n"),
    );
    expect(said(report, "ends")).toEqual({});
    expect(said(report, "released")).toMatchObject({
      sesn_a: ["session sesn_a: left as it is, because new of this stack goes on with it"],
      sesn_b: ["only the stack forgets it (retainOnDelete); the session goes on as it is"],
      sesn_c: ["session sesn_c: has ended before, and nothing is left to do"],
    });
  });

  test("a replacement ends none: the old one is released, the new one taken over", async () => {
    const [old, next] = [inputs("a", "always_ask"), inputs("b", "always_ask")];
    const report = await reportOf(
      [
        stepEvent("create-replacement", "x", { old, next, logical: false }),
        stepEvent("replace", "x", { old, next }),
        stepEvent("delete-replaced", "x", { old, logical: false }),
      ].join("\n"),
    );
    expect(said(report, "ends")).toEqual({});
    expect(said(report, "released").sesn_b?.[0]).toContain("session sesn_a is released");
    expect(said(report, "takesOver").sesn_b?.[0]).toContain(
      "makes session sesn_b what is declared",
    );
  });

  test("so does that of an agent's resource, whose sessions are released", async () => {
    const ofAgent = (agentId: string) => ({ agentId, onDelete: "archive" });
    const [old, next] = [ofAgent("agent_1"), ofAgent("agent_2")];
    const report = await reportOf(
      stepEvent("replace", "all", { old, next, type: "AgentSessionOverrides" }),
    );
    expect(said(report, "ends")).toEqual({});
    expect(said(report, "released").agent_2?.[0]).toContain(
      "agentId changes: the sessions of agent_1 are released and left as before",
    );
  });
});

describe("drift", () => {
  const drifted = (saved: string, found: string, declared: string) =>
    reportOf(
      [
        stepEvent("refresh", "a", {
          old: inputs("a", saved),
          next: inputs("a", found),
          logical: false,
        }),
        stepEvent("update", "a", { old: inputs("a", found), next: inputs("a", declared) }),
      ].join("\n"),
    );

  test("that took rights away is undone as something that loosens", async () => {
    const report = await drifted("always_allow", "always_ask", "always_allow");
    expect(said(report, "drift").sesn_a?.[0]).toBe(
      "undoes a change made elsewhere, which was bash: always_allow → always_ask",
    );
    expect(said(report, "loosens").sesn_a).toEqual(["bash: always_ask → always_allow"]);
  });

  test("that the program goes over with something else is told as both", async () => {
    const report = await drifted("always_ask", "always_allow", "auto");
    expect(said(report, "drift").sesn_a?.[0]).toMatch(
      /^replaces a change made elsewhere, which was bash/,
    );
    expect(said(report, "tightens").sesn_a).toEqual(["bash: always_allow → auto"]);
    expect(report.verdict).toBe("1 changed elsewhere · 1 tighter");
  });

  test("of an agent's sessions: how many are brought in line, and which", async () => {
    const fleet = { agentId: "agent_1", ownership: "shared", onDelete: "retain" };
    const sessions = { sesn_1: "is not as declared", sesn_2: "is not as declared" };
    const report = await reportOf(
      stepEvent("update", "all", {
        old: { ...fleet, pending: { total: 12, sessions } },
        next: { ...fleet, pending: { total: 0, sessions: {} } },
        type: "AgentSessionOverrides",
      }),
    );
    expect(said(report, "drift")).toEqual({
      agent_1: [
        "12 of its live sessions are brought in line: sesn_1 is not as declared; sesn_2 is not as declared; and 10 more",
      ],
    });
  });
});

test("the end of a grant is told in the words of the provider, which alone knows what is put back", async () => {
  const told = "expired 2026-12-01 18:00 UTC: tightens bash: always_allow → always_ask";
  const old = inputs("a", "always_allow", { expiresAt: "2026-12-01T18:00:00Z" });
  const report = await reportOf(
    [
      messageEvent("a", told),
      stepEvent("update", "a", { old, next: { ...old, expired: true } }),
    ].join("\n"),
  );
  expect(said(report, "tightens").sesn_a).toEqual([
    "expired 2026-12-01 18:00 UTC: bash: always_allow → always_ask",
  ]);
});

test("what the provider said beyond that is noted", async () => {
  const report = await reportOf(
    [
      messageEvent("a", "12 of 840 live sessions of agent_1 would be changed"),
      stepEvent("same", "a", { old: inputs("a", "auto"), next: inputs("a", "auto") }),
    ].join("\n"),
  );
  expect(said(report, "notes").sesn_a).toEqual([
    "12 of 840 live sessions of agent_1 would be changed",
  ]);
});

test("settings that change no right are said to be that", async () => {
  const metadata = JSON.parse(
    stepEvent("update", "a", {
      old: inputs("a", "auto"),
      next: inputs("a", "auto", { waitTimeoutSeconds: 5 }),
    }),
  );
  metadata.resOutputsEvent.metadata.diffs = ["waitTimeoutSeconds"];
  const report = await reportOf(JSON.stringify(metadata));
  expect(said(report, "changes").sesn_a).toEqual(["no right changes; waitTimeoutSeconds does"]);
});

test("the same change of many is one row, and the odd ones stand before it", async () => {
  const update = (name: string, policy: string) =>
    stepEvent("update", name, { old: inputs(name, "always_ask"), next: inputs(name, policy) });
  const many = Array.from({ length: 200 }, (_, index) => update(`s${index}`, "always_allow"));
  const report = await reportOf([...many, update("odd", "auto")].join("\n"));
  const rows = report.stacks[0]?.sections.find(({ name }) => name === "loosens")?.rows;
  expect(rows?.map(({ subjects }) => subjects.length)).toEqual([1, 200]);
});

test("several files make one report, a stack each", async () => {
  const report = await reportOf(
    stepEvent("delete", "a", { old: inputs("a", "auto") }),
    stepEvent("same", "b", { old: inputs("b", "auto"), next: inputs("b", "auto") }),
  );
  expect(report.stacks).toHaveLength(2);
  expect(report.verdict).toBe("prod: 1 ended for good; prod: 1 unchanged");
});
