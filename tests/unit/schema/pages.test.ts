import { describeModel } from "../../../provider/schema/describe";
import { pages, pageWithTables } from "../../../provider/schema/pages";

const declarations = describeModel();

/** A page with nothing but its title and its markers. */
function emptyPage(page: string): string {
  const markers = (pages.get(page) ?? []).map(
    ({ marker }) => `<!-- ${marker}:begin -->\noutdated\n<!-- ${marker}:end -->\n`,
  );
  return ["# Title\n", ...markers, "Rest\n"].join("\n");
}

const renewed = (page: string) => pageWithTables(page, emptyPage(page), declarations);

describe.each([...pages.keys()])("the tables of %s", (page) => {
  const text = renewed(page);

  test("stand between the markers and leave the rest alone", () => {
    expect(text).toMatch(/^# Title\n\n<!-- /);
    expect(text).toMatch(/ -->\n\nRest\n$/);
    expect(text).not.toContain("outdated");
  });

  test("renewing them twice changes nothing", () => {
    expect(pageWithTables(page, text, declarations)).toBe(text);
  });

  test.each([["no markers"], ["<!-- inputs:end --> <!-- inputs:begin -->"]])(
    "a page with %s is refused",
    (broken) => {
      expect(() => pageWithTables(page, broken, declarations)).toThrow(":begin -->");
    },
  );
});

test.each([
  ["docs/inputs.md", /^\| `sessionId` \| `string` \| required \| The session /m],
  ["docs/inputs.md", /^\| `tools` \| `ToolArgs\[\]` \| {2}\| The session's tools/m],
  ["docs/inputs.md", /^\| `whenBusy` \| `BusyPolicy` \| `"wait"` \| What an update/m],
  ["docs/inputs.md", /^\| `waitTimeoutSeconds` \| `number` \| `600` \| How long/m],
  ["docs/inputs.md", /^\| `access` \| `Access` \| What the declared arrays allow/m],
  ["docs/inputs.md", /^\| `terminated` \| `boolean` \| True once/m],
  ["docs/inputs.md", /^### `WebFetchConfigArgs`\n\n`web_fetch` where/m],
  [
    "docs/inputs.md",
    /^\| `type` \| `"always_ask" \\\| "auto" \\\| "always_allow"` \| required \|/m,
  ],
  ["docs/fleets.md", /^\| `agentId` \| `string` \| required \| The agent whose/m],
  ["docs/fleets.md", /^\| `onDelete` \| `AgentDeletePolicy` \| `"retain"` \|/m],
  ["docs/fleets.md", /^`tools`, .* and `resumeMessage` are the inputs of \[`SessionOverrides`/m],
  ["docs/fleets.md", /^\| `pending` \| `Pending` \| Live sessions/m],
  ["docs/settings.md", /^\| `managed-agents:apiKey` \| string, secret \| API key/m],
  ["docs/settings.md", /^\| `managed-agents:refreshBeforeUpdate` \| boolean \| Whether/m],
])("%s has the row %s", (page, row) => {
  expect(renewed(page)).toMatch(row);
});

test("what both resources have is described once", () => {
  expect(renewed("docs/fleets.md")).not.toMatch(/^\| `whenBusy`/m);
});
