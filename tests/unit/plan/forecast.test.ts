import fc from "fast-check";
import { UNKNOWN } from "../../../provider/model/unknown";
import { changesBetween } from "../../../provider/plan/changes";
import { forecast } from "../../../provider/plan/forecast";
import { arrays } from "../../support/arbitraries";
import { agentToolset, canonical, customTool, mcpServer, mcpToolset, policy } from "./entries";

type Inputs = Readonly<Record<string, unknown>>;

const said = (prior: Inputs, next: Inputs) =>
  forecast(prior, next).map(({ direction, sentence }) =>
    [direction, sentence].filter((part) => part !== undefined).join(" "),
  );

const exclusive = (inputs: Inputs): Inputs => ({ ownership: "exclusive", ...inputs });
const shared = (inputs: Inputs): Inputs => ({ ownership: "shared", ...inputs });
const linear = { tools: [mcpToolset("linear")], mcpServers: [mcpServer("linear")] };
const none = { tools: [], mcpServers: [] };
const bash = (type: string) =>
  agentToolset({
    defaultConfig: { enabled: false },
    configs: [{ name: "bash", enabled: true, ...policy(type) }],
  });
const lookup = customTool("lookup");
const definition = "answered by your client (definition 0b0b0b0b)";
/** Digests are of no interest here. */
const plain = (sentences: readonly string[]) =>
  sentences.map((sentence) => sentence.replace(/definition \w{8}/g, "definition 0b0b0b0b"));

const cases: readonly (readonly [string, Inputs, Inputs, readonly string[]])[] = [
  ["nothing of what says the same", exclusive(linear), exclusive(linear), []],
  [
    "what an exclusive update does to what was declared",
    exclusive({ tools: [bash("always_ask"), lookup] }),
    exclusive({ tools: [bash("always_allow")] }),
    [
      "loosens bash: always_ask → always_allow",
      `tightens custom:lookup: removed, was ${definition}`,
    ],
  ],
  [
    "that what is no longer stated of a type nobody knows is not taken away",
    exclusive({ tools: [{ type: "tool_of_tomorrow", name: "x", level: 1 }] }),
    exclusive({ tools: [{ type: "tool_of_tomorrow", name: "x" }] }),
    ["tool:tool_of_tomorrow:x: what is no longer stated of it stays as the session has it"],
  ],
  [
    "servers that cannot have been there, since no toolset named them",
    exclusive({ tools: [bash("always_ask")] }),
    exclusive({
      tools: [bash("always_ask"), mcpToolset("linear")],
      mcpServers: [mcpServer("linear")],
    }),
    [
      "mcpServers is managed from now on",
      "loosens mcp:linear: added, https://linear.example.com",
      "loosens mcp:linear/*: added, always_ask",
    ],
  ],
  [
    "that an array which is left out stays as it is",
    exclusive({ ...linear, tools: [...linear.tools, lookup] }),
    exclusive({ mcpServers: linear.mcpServers }),
    ["tools is no longer managed: mcp:linear/*, custom:lookup stay as they are"],
  ],
  [
    "the same of one entry, and of none",
    exclusive({ tools: [lookup], mcpServers: [] }),
    exclusive({}),
    [
      "tools is no longer managed: custom:lookup stays as it is",
      "mcpServers is no longer managed: what the session has there stays as it is",
    ],
  ],
  [
    "the same under shared, where it is ours no more",
    shared({ tools: [lookup] }),
    shared({ absent: { mcpServers: ["evil"] } }),
    [
      "tools is no longer managed: custom:lookup stays as it is",
      "mcp:evil must be absent from now on: taken out with mcp:evil/* if it is there, which was not looked at",
    ],
  ],
  [
    "that nothing is taken out of an array which names nothing of its own",
    shared({ mcpServers: [] }),
    shared({ tools: [], mcpServers: [] }),
    ["tools is managed from now on, and nothing in it is yours: what the session has there stays"],
  ],
  [
    "that what an exclusive array replaces was not looked at",
    exclusive({ mcpServers: [] }),
    exclusive({ tools: [bash("always_ask")], mcpServers: [] }),
    [
      "tools is managed from now on: what the session has there now is replaced, and was not looked at",
      "may loosen bash: added, always_ask; whether others have it already was not looked at",
      ...["read", "write", "edit", "glob", "grep", "web_fetch", "web_search"].map(
        (name) =>
          `may tighten ${name}: added, disabled; whether others have it already was not looked at`,
      ),
    ],
  ],
  [
    "that a server is left, and not taken out, where exclusive becomes shared",
    exclusive(linear),
    shared(none),
    [
      "no longer managed: mcp:linear/* stays on the session as it is; name it in absent to take it out",
      "no longer managed: mcp:linear stays on the session as it is; name it in absent to take it out",
    ],
  ],
  [
    "and that it goes where absent names it",
    exclusive({ ...linear, tools: [lookup, ...linear.tools] }),
    shared({ ...none, absent: { mcpServers: ["linear"] } }),
    [
      "no longer managed: custom:lookup stays on the session as it is; name it in absent to take it out",
      "tightens mcp:linear: removed, was https://linear.example.com",
      "tightens mcp:linear/*: removed, was always_ask",
      'the MCP toolset of server "linear" is taken out with it, since a toolset needs its server',
      "mcp:linear must be absent from now on",
    ],
  ],
  [
    "that others lose theirs where shared becomes exclusive",
    shared({ tools: [lookup] }),
    exclusive({ tools: [] }),
    [
      "tools is yours alone from now on: what others have there is taken out, and was not looked at",
      `tightens custom:lookup: removed, was ${definition}`,
    ],
  ],
  [
    "that an entry of ours which is dropped goes, and one that is new may be somebody's",
    shared({ tools: [lookup], mcpServers: [] }),
    shared(linear),
    [
      "may loosen mcp:linear: added, https://linear.example.com; whether others have it already was not looked at",
      "may loosen mcp:linear/*: added, always_ask; whether others have it already was not looked at",
      `tightens custom:lookup: removed, was ${definition}`,
    ],
  ],
  [
    "for certain what was kept away until now",
    shared({ ...none, absent: { mcpServers: ["linear"] } }),
    shared(linear),
    [
      "loosens mcp:linear: added, https://linear.example.com",
      "loosens mcp:linear/*: added, always_ask",
    ],
  ],
  [
    "that what need not be absent any more does not come back",
    shared({ absent: { tools: ["custom:lookup"], mcpServers: ["evil"] } }),
    shared({ absent: { tools: ["custom:lookup"] } }),
    ["mcp:evil need not be absent any more; if it was taken out, it is not put back"],
  ],
  [
    "what a refresh found of what must be absent",
    shared({
      absent: { tools: [], mcpServers: [] },
      access: {
        "custom:shell": "answered by your client (definition 12345678)",
        "mcp:evil": "https://evil.example.com/secret",
      },
    }),
    shared({ absent: { tools: ["custom:shell"], mcpServers: ["evil"] } }),
    [
      "custom:shell must be absent from now on",
      `tightens custom:shell: removed, was ${definition}`,
      "mcp:evil must be absent from now on",
      "tightens mcp:evil: removed, was https://evil.example.com",
      "mcp:evil/* goes with it, and was not looked at",
    ],
  ],
  [
    "of the server of a toolset that is not ours, only that it goes",
    shared({ tools: linear.tools }),
    shared({ tools: [], absent: { mcpServers: ["linear"] } }),
    [
      "tightens mcp:linear: removed, what it was has not been looked at",
      "tightens mcp:linear/*: removed, was always_ask",
      "mcp:linear must be absent from now on",
    ],
  ],
  [
    "where a server is from now on that was others' until now",
    exclusive({ tools: linear.tools }),
    exclusive(linear),
    [
      "mcpServers is managed from now on",
      "mcp:linear: https://linear.example.com from now on; what it is now was not looked at",
    ],
  ],
  [
    "what an update that failed was to take out",
    shared({
      tools: [customTool("second")],
      dropping: { tools: ["custom:first"], mcpServers: [] },
    }),
    shared({ tools: [customTool("second")] }),
    [
      "the last update failed half way: what is said of this one holds if the session has what the last one was to write, or was refreshed since",
      "custom:first: taken out if it is still there, as the update that failed was to do",
    ],
  ],
  [
    "nothing while it is not known",
    shared({ tools: [] }),
    shared({ tools: UNKNOWN, absent: { tools: [UNKNOWN] } }),
    [
      "what changes is not known before the deployment: tools and absent hold values that are not known yet",
    ],
  ],
  ["nothing of a state that cannot be read", { tools: "x" }, exclusive({ tools: [] }), []],
];

describe("a preview says", () => {
  test.each(cases)("%s", (_name, prior, next, sentences) => {
    expect(plain(said(prior, next))).toEqual(sentences);
  });
});

test("of arrays that are managed before and after, the preview of an exclusive update is the write", () => {
  fc.assert(
    fc.property(arrays, arrays, (prior, next) => {
      expect(forecast(exclusive({ ...prior }), exclusive({ ...next }))).toEqual(
        changesBetween(canonical(prior), canonical(next)).map(({ key, direction, sentence }) => ({
          key,
          direction,
          sentence,
        })),
      );
    }),
  );
});

test("of what is left out and of entries that stay, no direction is ever told", () => {
  const ownership = fc.constantFrom("exclusive", "shared");
  fc.assert(
    fc.property(arrays, ownership, ownership, ({ tools, mcpServers }, before, after) => {
      const prior = { ownership: before, tools, mcpServers };
      const directed = (next: Inputs) =>
        forecast(prior, { ownership: after, ...next }).filter(({ direction }) => direction);
      expect(directed({})).toEqual([]);
      expect(directed({ mcpServers })).toEqual([]);
      if (before === "exclusive" && after === "shared") {
        expect(directed(none)).toEqual([]);
      }
    }),
  );
});
