import { renderMarkdown } from "../../../provider/report/render/markdown";
import { renderText } from "../../../provider/report/render/text";
import type { Report } from "../../../provider/report/report";
import { inputs, messageEvent, reportOf, stepEvent } from "./reading";

/** Names that people and models could choose, to be seen as something else or to do something. */
const hostile: readonly string[] = [
  "`code` ``two`` ```fence```",
  "a | b || c \\| d",
  "@team @org/security hello@example.com",
  "#123 GH-1 owner/repo#2 !45 %6 &7",
  "<script>alert(1)</script><img src=x onerror=alert(1)>",
  "</details><h1>Approved</h1>",
  "[click](https://evil.example/) ![x](http://evil.example/p.png)",
  "](http://evil.example) www.evil.example https://evil.example",
  "\u001b[2J\u001b]0;owned\u0007 \u009b31m",
  "line\r\n# heading\n- [x] approved\n| --- |",
  "\u202egnp.exe\u2066 zero\u200bwidth",
  "**bold** _em_ ~~gone~~ $x$ <!-- comment --> &lt;b&gt;",
  "::set-output name=ends::0",
  "##[error]owned ##[add-mask]a ###[warning] ##vso[task.complete]",
  "x".repeat(10_240),
  "",
];

function programWith(name: string): Promise<Report> {
  const custom = { type: "custom", name, description: name, inputSchema: {} };
  const toolset = { type: "mcp_toolset", mcpServerName: name };
  const server = { type: "url", name, url: "https://mcp.example.com/" };
  const old = { ...inputs("a", "auto"), tools: [], mcpServers: [] };
  const next = { ...old, tools: [custom, toolset], mcpServers: [server] };
  const policyEvent = {
    policyName: name,
    policyPackName: name,
    enforcementLevel: name,
    message: name,
    resourceUrn: `urn:pulumi:prod::office::t::${name}`,
  };
  return reportOf(
    [
      stepEvent("update", `r${name}`, { old, next }),
      stepEvent("delete", `d${name}`, { old: { ...old, sessionId: name, onDelete: "archive" } }),
      stepEvent("update", `s${name}`, {
        old: { ...old, ownership: "shared" },
        next: { ...old, ownership: "shared", absent: { mcpServers: [name], tools: [name] } },
      }),
      messageEvent(`r${name}`, name, "warning"),
      messageEvent(`e${name}`, name, "error"),
      JSON.stringify({ sequence: 9, policyEvent }),
    ].join("\n"),
  );
}

/** What of a text in Markdown is not in a code span; nothing in a span is anything but letters. */
function outsideCode(markdown: string): string {
  return markdown
    .split("\n")
    .map((line) => line.replace(/`[^`]*`/g, "·"))
    .join("\n");
}

/** What GitHub's and Azure's runners take as a command in a line of a log. */
const runnerCommand = /##\w*\[|^\s*::/m;

const titled = hostile.map((name) => [JSON.stringify(name.slice(0, 60)), name] as const);

describe.each(titled)("a name such as %s", (_title, name) => {
  let report: Report;
  beforeAll(async () => {
    report = await programWith(name);
  });

  test("in Markdown stands in code spans, and nowhere else", () => {
    const outside = outsideCode(renderMarkdown(report, 65_000));
    expect(outside).not.toMatch(/[@`[\]]|https?:|www\.|evil|alert|owned|#\d|set-output/);
    const tags = new Set(outside.match(/<[^>]*>/g) ?? []);
    const ours = ["<br>", "<details>", "</details>", "<summary>", "</summary>"];
    expect([...tags].filter((tag) => !ours.includes(tag))).toEqual([]);
  });

  test("in Markdown makes no cell and no line of its own", () => {
    const rows = outsideCode(renderMarkdown(report, 65_000))
      .split("\n")
      .filter((line) => line.startsWith("|"));
    expect(rows.filter((row) => row.split("|").length !== 5)).toEqual([]);
  });

  test.each([
    ["markdown", renderMarkdown],
    ["text", renderText],
  ] as const)("in %s moves no cursor and is cut", (_format, render) => {
    const text = render(report, 1_000_000);
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u200b\u202a-\u202e\u2066-\u2069]/u);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(12_000);
    expect(text.includes("x".repeat(2_100))).toBe(false);
  });

  test.each([
    ["markdown", renderMarkdown],
    ["text", renderText],
  ] as const)("in %s is no command for the runner that prints it", (_format, render) => {
    expect(render({ ...report, title: name }, 1_000_000)).not.toMatch(runnerCommand);
  });

  test("in JSON is escaped and cut as well", () => {
    const text = JSON.stringify(report);
    expect(/[^\\]\\(u00|r|n)/.test(text)).toBe(false);
    expect(text.includes("x".repeat(2_100))).toBe(false);
  });
});

describe.each([
  ["markdown", renderMarkdown],
  ["text", renderText],
] as const)("%s keeps within its bytes", (_format, render) => {
  const many = async () => {
    const steps = Array.from({ length: 400 }, (_, index) =>
      stepEvent("update", `s${index}`, {
        old: inputs(`s${index}`, "always_ask"),
        next: {
          ...inputs(`s${index}`, "always_allow"),
          tools: [
            { type: "custom", name: `t${index}`, description: "é".repeat(50), inputSchema: {} },
          ],
        },
      }),
    );
    return reportOf(steps.join("\n"));
  };

  test.each([65_000, 20_000, 3_000, 500])(
    "%d, with an honest count of what is left out",
    async (max) => {
      const report = await many();
      const text = render(report, max);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(max);
      expect(text).toContain(report.verdict);
      const full = render(report, 10_000_000);
      expect(full).not.toContain("left out for length");
      if (max < 65_000) {
        expect(text).toMatch(/left out for length|cut here/);
      }
    },
  );

  test("whole code spans only", async () => {
    for (const max of [500, 700, 1_000, 5_000]) {
      const text = render(await many(), max);
      expect(text.split("\n").filter((line) => (line.split("`").length - 1) % 2 === 1)).toEqual([]);
    }
  });
});
