import { UNKNOWN } from "../../../provider/model/unknown";
import { agentToolset, builtIn, customTool, type RuleCase, violationsOf } from "./checking";

const reference = (name: unknown) => ({ type: "tool_reference", name });
const only = (...names: readonly unknown[]) => ({ type: "only", tools: names.map(reference) });

/** One web_fetch with these sources, beside a custom tool `lookup`. */
const fetchFrom = (urlSources: object) => ({
  tools: [agentToolset({ configs: [{ name: "web_fetch", urlSources }] }), customTool()],
});
const searchFrom = (timezone: unknown) =>
  builtIn({ name: "web_search", userLocation: { type: "approximate", timezone } });

const sources = "tools[0].configs[0].urlSources";
const timezone = "tools[0].configs[0].userLocation.timezone";

const refused: readonly RuleCase[] = [
  [
    "a domain that stands twice in a list",
    builtIn({ name: "web_search", allowedDomains: ["a.com", "b.com", "a.com"] }),
    "tools[0].configs[0].allowedDomains[2]",
    '"a.com" is in the list already; once is enough',
  ],
  [
    "a time zone that is none",
    searchFrom("Europe/Kiel"),
    timezone,
    '"Europe/Kiel" is no IANA time zone, such as Europe/Berlin',
  ],
  [
    "an offset for a time zone",
    searchFrom("+02:00"),
    timezone,
    '"+02:00" is no IANA time zone, such as Europe/Berlin',
  ],
  [
    "user input by tool",
    fetchFrom({ userInput: only("lookup") }),
    `${sources}.userInput.type`,
    '"only" names tools, and what the user writes comes from none; it must be "all" or "none"',
  ],
  [
    "only without tools",
    fetchFrom({ clientToolResults: { type: "only" } }),
    `${sources}.clientToolResults.tools`,
    'is missing; "only" names at least one tool',
  ],
  [
    "except with tools that are null",
    fetchFrom({ serverToolResults: { type: "except", tools: null } }),
    `${sources}.serverToolResults.tools`,
    'is missing; "except" names at least one tool',
  ],
  [
    "all with tools",
    fetchFrom({ clientToolResults: { type: "all", tools: [reference("lookup")] } }),
    `${sources}.clientToolResults.tools`,
    '"all" takes no tools; take them out, or say "only" or "except"',
  ],
  [
    "a tool that is named twice",
    fetchFrom({ clientToolResults: only("lookup", "lookup") }),
    `${sources}.clientToolResults.tools[1].name`,
    '"lookup" is named already',
  ],
  [
    "a server tool that is none",
    fetchFrom({ serverToolResults: only("web_search", "bash") }),
    `${sources}.serverToolResults.tools[1].name`,
    '"bash" is no tool of the server; only "web_search" and "web_fetch" may be named here',
  ],
  [
    "a client tool that is not declared",
    fetchFrom({ clientToolResults: only("lookup", "gone") }),
    `${sources}.clientToolResults.tools[1].name`,
    'urlSources of web_fetch names the custom tool "gone", which is not in tools; add the tool or take its name out of clientToolResults',
  ],
  [
    "129 tools",
    {
      tools: [
        agentToolset({
          configs: [
            {
              name: "web_fetch",
              urlSources: {
                clientToolResults: only(...Array.from({ length: 129 }, (_, index) => `t${index}`)),
              },
            },
          ],
        }),
        ...Array.from({ length: 129 }, (_, index) => customTool({ name: `t${index}` })),
      ],
    },
    `${sources}.clientToolResults.tools`,
    "must have at most 128 entries",
  ],
];

describe("rules of the web tools (API §4.1, §4.2)", () => {
  test.each(refused)("%s is refused", (_name, inputs, path, reason) => {
    expect(violationsOf(inputs)).toEqual([{ path, reason }]);
  });

  test.each([
    [
      "the same domain in another case",
      builtIn({ name: "web_search", allowedDomains: ["a.com", "A.com"] }),
    ],
    ["a zone of its own", searchFrom("UTC")],
    ["a zone that is not known yet", searchFrom(UNKNOWN)],
    ["no zone", searchFrom(null)],
    [
      "all and none without tools",
      fetchFrom({ clientToolResults: { type: "all", tools: null }, userInput: { type: "none" } }),
    ],
    ["every server tool", fetchFrom({ serverToolResults: only("web_fetch", "web_search") })],
    [
      "a client tool that may be another's",
      { ...fetchFrom({ clientToolResults: only("theirs") }), ownership: "shared" },
    ],
    [
      "a client tool whose declaration is not known yet",
      {
        tools: [
          agentToolset({
            configs: [{ name: "web_fetch", urlSources: { clientToolResults: only("later") } }],
          }),
          UNKNOWN,
        ],
      },
    ],
    [
      "a client tool whose name is not known yet",
      {
        tools: [
          agentToolset({
            configs: [{ name: "web_fetch", urlSources: { clientToolResults: only("later") } }],
          }),
          customTool({ name: UNKNOWN }),
        ],
      },
    ],
  ])("%s is fine", (_name, inputs) => {
    expect(violationsOf(inputs)).toEqual([]);
  });
});
