import fc from "fast-check";
import { sessionDescriptor } from "../../../provider/model/resources";
import { planResource } from "../../../provider/preview";
import { judge } from "../../../provider/report/judge/judge";
import { reportSchema } from "../../../provider/report/report";
import { inputs, readRecorded, readText, reportOf, stepEvent } from "./reading";

/** Every sentence of a report, with the direction that its section gives it. */
function sentencesOf(report: Awaited<ReturnType<typeof reportOf>>): string[] {
  return report.stacks.flatMap(({ sections }) =>
    sections.flatMap(({ name, rows }) =>
      rows.flatMap(({ sentences }) =>
        sentences.flatMap((sentence) =>
          name === "loosens" || name === "tightens" || name === "changes"
            ? [`${name} ${sentence}`, sentence]
            : [sentence],
        ),
      ),
    ),
  );
}

test.each(["native-preview.events.jsonl", "dynamic-preview.events.jsonl"])(
  "%s: what the provider said on the real engine is what the report says",
  async (name) => {
    const operation = await readRecorded(name);
    const report = judge([{ operation }], "Review");
    const said = operation.resources.flatMap(({ messages }) => messages.map(({ text }) => text));
    expect(said).toHaveLength(6);
    expect(sentencesOf(report)).toEqual(expect.arrayContaining(said));
    expect(report.stacks[0]?.counts.notes).toBe(0);
  },
);

const policy = fc.constantFrom("always_ask", "always_allow", "auto");
const servers = fc.uniqueArray(fc.constantFrom("a", "b", "c"), { maxLength: 3 });
const arrays = fc
  .record({ bash: policy, servers, ask: policy, isShared: fc.boolean(), isManaged: fc.boolean() })
  .map(({ bash, servers: names, ask, isShared, isManaged }) => ({
    ...inputs("a", bash),
    ownership: isShared ? "shared" : "exclusive",
    ...(isShared ? { absent: { mcpServers: names.includes("a") ? [] : ["a"] } } : {}),
    ...(isManaged
      ? { tools: [toolset(bash), ...names.map((name) => mcp(name, ask))] }
      : { tools: undefined }),
    mcpServers: names.map((name) => ({ type: "url", name, url: `https://${name}.example.com/x` })),
  }));
const toolset = (type: string) => ({
  type: "agent_toolset_20260401",
  configs: [{ name: "bash", permissionPolicy: { type } }],
});
const mcp = (mcpServerName: string, type: string) => ({
  type: "mcp_toolset",
  mcpServerName,
  defaultConfig: { permissionPolicy: { type } },
});

test("of any change, the report says every sentence that a native preview would", async () => {
  await fc.assert(
    fc.asyncProperty(arrays, arrays, async (old, next) => {
      const { sentences } = planResource(next, old, sessionDescriptor);
      const report = await reportOf(stepEvent("update", "a", { old, next }));
      expect(sentencesOf(report)).toEqual(expect.arrayContaining([...sentences]));
    }),
    { numRuns: 200 },
  );
});

test("of a resource that is created, too", async () => {
  await fc.assert(
    fc.asyncProperty(arrays, async (next) => {
      const { sentences } = planResource(next, undefined, sessionDescriptor);
      const report = await reportOf(stepEvent("create", "a", { next }));
      expect(sentencesOf(report)).toEqual(expect.arrayContaining([...sentences]));
    }),
    { numRuns: 100 },
  );
});

test("every report has the documented shape, and no member beyond it", async () => {
  const operations = await Promise.all(
    [
      "dynamic-preview.json",
      "native-up.events.jsonl",
      "native-refresh.events.jsonl",
      "failed-preview.events.jsonl",
      "secret-url.json",
    ].map(readRecorded),
  );
  const report = judge(
    [...operations, await readText(stepEvent("same", "a", {}))].map((operation) => ({ operation })),
    "Review",
  );
  expect(reportSchema.parse(report)).toEqual(report);
});
