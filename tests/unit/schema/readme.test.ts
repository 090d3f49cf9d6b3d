import { describeModel } from "../../../provider/schema/describe";
import { readmeWithTables } from "../../../provider/schema/readme";

const declarations = describeModel();
const readme =
  "# Title\n\n<!-- inputs:begin -->\noutdated\n<!-- inputs:end -->\n\n<!-- agent-inputs:begin -->\noutdated\n<!-- agent-inputs:end -->\n\nRest\n";

describe("the tables of the README", () => {
  const text = readmeWithTables(readme, declarations);

  test("stand between the markers and leave the rest alone", () => {
    expect(text).toMatch(
      /^# Title\n\n<!-- inputs:begin -->\n\n\| Input [\s\S]*\|\n\n<!-- inputs:end -->\n\n<!-- agent-inputs:begin -->\n\n\| Input [\s\S]*\|\n\n<!-- agent-inputs:end -->\n\nRest\n$/,
    );
    expect(text).not.toContain("outdated");
  });

  test.each([
    [/^\| `sessionId` \| `string` \| required \| The session /m],
    [/^\| `tools` \| `ToolArgs\[\]` \| {2}\| The session's tools/m],
    [/^\| `whenBusy` \| `BusyPolicy` \| `"wait"` \| What an update/m],
    [/^\| `waitTimeoutSeconds` \| `number` \| `600` \| How long/m],
    [/^\| `access` \| `Access` \| What the declared arrays allow/m],
    [/^\| `agentId` \| `string` \| required \| The agent whose/m],
    [/^\| `pending` \| `Pending` \| Live sessions/m],
    [/^\| `sessionCount` \| `number` \| How many/m],
    [/^\| `terminated` \| `boolean` \| True once/m],
  ])("have the row %s", (row) => {
    expect(text).toMatch(row);
  });

  test("renewing them twice changes nothing", () => {
    expect(readmeWithTables(text, declarations)).toBe(text);
  });

  test.each([["no markers"], ["<!-- inputs:end --> <!-- inputs:begin -->"]])(
    "a README with %s is refused",
    (broken) => {
      expect(() => readmeWithTables(broken, declarations)).toThrow("<!-- inputs:begin -->");
    },
  );
});
