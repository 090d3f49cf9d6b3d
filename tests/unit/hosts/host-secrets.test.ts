import {
  hiddenFor,
  secretsOf,
  storedSecretsOf,
} from "../../../provider/hosts/dynamic/host-secrets";
import { fromHost } from "../../../provider/hosts/dynamic/property-values";
import { redacted } from "../../../provider/hosts/properties/redaction";

const url = "https://mcp.example.com/token-0123456789";
const server = (name: string, address: string) => ({ type: "url", name, url: address });
const stated = fromHost({
  mcpServers: [server("plain", "https://plain.example.com/path"), server("private", url)],
  absent: { mcpServers: ["other-0123456789"] },
  __provider: "text",
  __secrets: [
    ["mcpServers", 1, "url"],
    ["absent", "mcpServers", 0],
  ],
});

describe("the places of secrets that the class sends", () => {
  test("tell what no sentence may repeat", () => {
    expect(redacted(secretsOf(stated), `${url} and https://plain.example.com/path`)).toBe(
      "[secret] and https://plain.example.com/path",
    );
  });

  test.each([
    ["none", undefined],
    ["no list", "mcpServers"],
    ["no paths", [1, "tools", {}, []]],
    [
      "paths that lead nowhere",
      [["tools", 7, "url"], ["constructor"], ["mcpServers", 0, "url", 3]],
    ],
  ])("hide nothing if they are %s", (_what, paths) => {
    const secrets = secretsOf(fromHost({ mcpServers: [server("a", "a")], __secrets: paths }));
    expect([...secrets.texts]).toEqual([]);
  });

  test("go with their values into another order, and leave with them", () => {
    const turned = { mcpServers: [server("private", url), server("plain", "https://plain")] };
    expect(hiddenFor(turned, stated)).toEqual({
      __provider: "text",
      __secrets: [["mcpServers", 0, "url"]],
    });
    expect(hiddenFor({ tools: [] }, stated)).toEqual({ __provider: "text" });
  });
});

test("of a state that may not know yet what has become secret, no server's URL is repeated", () => {
  const { mcpServers } = stated.visible;
  expect(redacted(storedSecretsOf(fromHost({ mcpServers })), `it is ${url}`)).toBe(
    "it is [secret]",
  );
});
