import { BadInputError } from "../../../provider/report/read/read-operation";
import { messageEvent, readRecorded, readText, stepEvent, summaryEvent } from "./reading";

const facts = async (name: string) => {
  const { kind, project, stack, resources, hasFailed } = await readRecorded(name);
  const steps = Object.fromEntries(resources.map((resource) => [resource.name, resource.step]));
  return { of: [project, stack, kind], steps, hasFailed };
};

const mixed = {
  billing: "update",
  research: "update",
  intake: "update",
  nightly: "update",
  migration: "delete",
};

describe("what the real engine wrote down is read in every form", () => {
  test.each([
    // A document has no step for what does not change, only the refresh before it.
    ["dynamic-preview.json", "preview", { ...mixed, docs: "refresh" }],
    ["dynamic-preview.events.jsonl", "preview", { ...mixed, docs: "same" }],
    ["native-preview.events.jsonl", "preview", { ...mixed, docs: "same" }],
    ["native-up.events.jsonl", "up", { ...mixed, docs: "same" }],
    [
      "native-refresh.events.jsonl",
      "refresh",
      Object.fromEntries([...Object.keys(mixed), "docs"].map((name) => [name, "refresh"])),
    ],
  ])("%s", async (name, kind, steps) => {
    expect(await facts(name)).toEqual({ of: ["office", "prod", kind], steps, hasFailed: false });
  });

  test.each(["dynamic-preview.json", "native-preview.events.jsonl", "native-refresh.events.jsonl"])(
    "%s: before the refresh stands what the last deployment left, after it what was found",
    async (name) => {
      const { resources } = await readRecorded(name);
      const nightly = resources.find((resource) => resource.name === "nightly");
      expect([nightly?.saved?.access, nightly?.found?.access]).toMatchObject([
        { bash: "always_ask" },
        { bash: "always_allow" },
      ]);
    },
  );

  test("a preview that failed, with what failed first", async () => {
    const { hasFailed, firstError } = await readRecorded("failed-preview.events.jsonl");
    expect(hasFailed).toBe(true);
    expect(firstError?.text).toContain('"bash" has an entry already');
  });

  test("secrets are known to be there, and taken out", async () => {
    const operation = await readRecorded("secret-url.json");
    const [resource] = operation.resources;
    expect([...(resource?.secretKeys ?? [])]).toContain("mcpServers");
    expect(resource?.declared).not.toHaveProperty("mcpServers");
  });
});

test("secrets that the preview shows in clear are taken out, too", async () => {
  const shown = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
  const tools = [{ type: "custom", description: { ...shown, plaintext: '"clear"' } }];
  const { resources } = await readText(stepEvent("create", "a", { next: { tools } }));
  expect(JSON.stringify(resources)).not.toContain("clear");
});

test("steps of others are counted, the stack and providers are not", async () => {
  const lines = ["aws:s3:Bucket", "pulumi:pulumi:Stack", "pulumi:providers:aws"].map((type) => {
    const metadata = { op: "update", urn: `urn:pulumi:prod::office::${type}::x`, logical: true };
    return JSON.stringify({ sequence: 1, resourcePreEvent: { metadata } });
  });
  expect(await readText([...lines, ...lines].join("\n"))).toMatchObject({
    others: { update: 1 },
    resources: [],
  });
});

test("policy findings are kept, and a document says that it has none", async () => {
  const policyEvent = {
    policyName: "no-bash",
    policyPackName: "sessions",
    enforcementLevel: "mandatory",
    message: "no\n",
    resourceUrn: "urn:pulumi:prod::office::a::b",
  };
  const { findings, dropsPolicies } = await readText(JSON.stringify({ sequence: 1, policyEvent }));
  expect(findings).toMatchObject([{ policy: "no-bash", pack: "sessions", message: "no" }]);
  expect(dropsPolicies).toBe(false);
  expect((await readRecorded("dynamic-preview.json")).dropsPolicies).toBe(true);
});

test("marks of colours, which an event log has, are no part of a message", async () => {
  const message =
    "<{%reset%}><{%fg 1%}>error: <{%reset%}>no such thing, not even <{%b}><{%reset%}>\n";
  const { resources, firstError } = await readText(
    [stepEvent("same", "a", { old: {}, next: {} }), messageEvent("a", message, "error")].join("\n"),
  );
  expect(resources).toHaveLength(1);
  expect(firstError).toMatchObject({ text: "no such thing, not even <{%b}>" });
});

test("an input that breaks off is an operation that failed", async () => {
  const text = `${stepEvent("same", "a", { old: {}, next: {} })}\n{"sequence": 2, "res`;
  expect(await readText(text)).toMatchObject({ isCutOff: true, hasFailed: true });
});

test("an error without a step is a resource that failed", async () => {
  const text = [messageEvent("a", "no such thing", "error"), summaryEvent("failed")].join("\n");
  expect(await readText(text)).toMatchObject({
    resources: [{ name: "a", hasFailed: true }],
    hasFailed: true,
  });
});

test.each([
  ["", "no step of any stack is in it"],
  ["Updating (prod)\n", "no step of any stack is in it"],
  ["{}", "it is JSON of another kind"],
  ['{"a": nothing}', "it is not JSON"],
  ['{"steps": [], "config": {}}', "no step of any stack is in it"],
])("%j is refused", async (text, problem) => {
  const reading = readText(text);
  await expect(reading).rejects.toThrow(BadInputError);
  await expect(reading).rejects.toThrow(
    `input cannot be read: ${problem}. Expected is what "pulumi preview --json" prints, or the file that --event-log writes.`,
  );
});
