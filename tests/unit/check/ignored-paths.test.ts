import { refusedIgnore } from "../../../provider/check/ignored-paths";

describe("a path of ignoreChanges", () => {
  test.each([
    "tools",
    '["tools"]',
    "mcpServers",
    "absent",
    "absent.tools",
    'absent["mcpServers"]',
    "onDelete",
    "atMost.bash",
    "*",
    "[*]",
    "toolsOfMine[0]",
    "",
  ])("%s can be ignored", (path) => {
    expect(refusedIgnore([path])).toBeUndefined();
  });

  test.each([
    "tools[0]",
    "tools[0].configs[0].permissionPolicy",
    "tools[*].configs",
    "tools.0",
    "tools.*",
    '["tools"][0]',
    "mcpServers[1].url",
    "mcp_servers[1].url",
    "absent.tools[0]",
    "absent.tools.0",
    'absent["tools"][*]',
    "absent[*]",
    "[*][0]",
    "*.0",
  ])("%s names an entry by its place", (path) => {
    expect(refusedIgnore(["onDelete", path])).toBe(
      `ignoreChanges "${path.replaceAll('"', '\\"')}" names an entry by its place, and these lists have no order: another entry may stand there, and would be overwritten with the old one. Ignore a whole array, as in ignoreChanges: ["tools"], or leave entries to others: with ownership: "shared" only those that are declared are managed.`,
    );
  });

  test.each(["access", "access.bash", 'access["mcp:linear/*"]'])(
    "%s would be hidden, and not held back",
    (path) => {
      expect(refusedIgnore([path])).toContain("changes would be hidden and not held back");
    },
  );
});
