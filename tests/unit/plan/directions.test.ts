import { changes, type Given, policy, withConfig } from "./entries";

type ChangeCase = readonly [
  name: string,
  from: Given,
  to: Given,
  direction: string,
  sentence: string,
];

const bash = (type: string) => withConfig("bash", policy(type));
const bashOff = withConfig("bash", { enabled: false });
const search = (members: Readonly<Record<string, unknown>>) => withConfig("web_search", members);
const fetch = (members: Readonly<Record<string, unknown>>) => withConfig("web_fetch", members);

const builtIns: readonly ChangeCase[] = [
  [
    "ask to allow",
    bash("always_ask"),
    bash("always_allow"),
    "loosens",
    "bash: always_ask → always_allow",
  ],
  [
    "allow to ask",
    bash("always_allow"),
    bash("always_ask"),
    "tightens",
    "bash: always_allow → always_ask",
  ],
  ["ask to auto", bash("always_ask"), bash("auto"), "loosens", "bash: always_ask → auto"],
  ["allow to auto", bash("always_allow"), bash("auto"), "tightens", "bash: always_allow → auto"],
  ["off to ask", bashOff, bash("always_ask"), "loosens", "bash: disabled → always_ask"],
  ["allow to off", bash("always_allow"), bashOff, "tightens", "bash: always_allow → disabled"],
  ["off to a policy of the future", bashOff, bash("quorum"), "loosens", "bash: disabled → quorum"],
  ["a policy of the future to off", bash("quorum"), bashOff, "tightens", "bash: quorum → disabled"],
  [
    "ask to a policy of the future",
    bash("always_ask"),
    bash("quorum"),
    "changes",
    "bash: always_ask → quorum",
  ],
  [
    "a domain more",
    search({ allowedDomains: ["a.com"] }),
    search({ allowedDomains: ["a.com", "b.com"] }),
    "loosens",
    "web_search: always_allow (domains a.com) → always_allow (domains a.com, b.com)",
  ],
  [
    "a domain less",
    search({ allowedDomains: ["a.com", "b.com"] }),
    search({ allowedDomains: ["b.com"] }),
    "tightens",
    "web_search: always_allow (domains a.com, b.com) → always_allow (domains b.com)",
  ],
  [
    "another domain",
    search({ allowedDomains: ["a.com"] }),
    search({ allowedDomains: ["b.com"] }),
    "changes",
    "web_search: always_allow (domains a.com) → always_allow (domains b.com)",
  ],
  [
    "a host under a domain that is there, which allows no more",
    search({ allowedDomains: ["a.com"] }),
    search({ allowedDomains: ["a.com", "docs.a.com", "a.com/path"] }),
    "changes",
    "web_search: always_allow (domains a.com) → always_allow (domains a.com, a.com/path, docs.a.com)",
  ],
  [
    "only a host under a domain",
    search({ allowedDomains: ["a.com"] }),
    search({ allowedDomains: ["docs.a.com"] }),
    "tightens",
    "web_search: always_allow (domains a.com) → always_allow (domains docs.a.com)",
  ],
  [
    "a block of the domain instead of a host under it",
    search({ blockedDomains: ["docs.a.com"] }),
    search({ blockedDomains: ["a.com"] }),
    "tightens",
    "web_search: always_allow (not docs.a.com) → always_allow (not a.com)",
  ],
  [
    "every domain",
    search({ allowedDomains: ["a.com"] }),
    search({}),
    "loosens",
    "web_search: always_allow (domains a.com) → always_allow",
  ],
  [
    "no more than a domain",
    search({}),
    search({ allowedDomains: ["a.com"] }),
    "tightens",
    "web_search: always_allow → always_allow (domains a.com)",
  ],
  [
    "a block more",
    search({}),
    search({ blockedDomains: ["a.com"] }),
    "tightens",
    "web_search: always_allow → always_allow (not a.com)",
  ],
  [
    "a block less",
    search({ blockedDomains: ["a.com", "b.com"] }),
    search({ blockedDomains: ["a.com"] }),
    "loosens",
    "web_search: always_allow (not a.com, b.com) → always_allow (not a.com)",
  ],
  [
    "a domain more and a stricter policy",
    search({ allowedDomains: ["a.com"] }),
    search({ allowedDomains: ["a.com", "b.com"], ...policy("always_ask") }),
    "changes",
    "web_search: always_allow (domains a.com) → always_ask (domains a.com, b.com)",
  ],
  [
    "a domain less and a stricter policy",
    search({}),
    search({ allowedDomains: ["a.com"], ...policy("always_ask") }),
    "tightens",
    "web_search: always_allow → always_ask (domains a.com)",
  ],
  [
    "another token bound",
    fetch({ maxContentTokens: 5 }),
    fetch({ maxContentTokens: 9 }),
    "changes",
    "web_fetch: always_allow (at most 5 tokens) → always_allow (at most 9 tokens)",
  ],
  [
    "a stricter policy and other url sources",
    fetch({ urlSources: { userInput: "none" } }),
    fetch(policy("always_ask")),
    "changes",
    'web_fetch: always_allow (urls from {"userInput":{"type":"none"}}) → always_ask',
  ],
  [
    "limits of a tool that goes off",
    search({ blockedDomains: ["a.com"] }),
    search({ enabled: false }),
    "tightens",
    "web_search: always_allow (not a.com) → disabled",
  ],
];

describe("whether a change gives a built-in tool more or less", () => {
  test.each(builtIns)("%s", (_name, from, to, direction, sentence) => {
    expect(changes(from, to).map((change) => [change.direction, change.sentence])).toEqual([
      [direction, sentence],
    ]);
  });
});
