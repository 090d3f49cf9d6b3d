import { providerText } from "../../sdk/provider-text";

describe("what Pulumi stores as the provider of every resource", () => {
  test("is this text, to the letter: a change of it would be a difference in every stack", () => {
    expect(providerText("SessionOverrides")).toBe(
      'exports.handler=()=>require("pulumi-managed-agents/provider").get("SessionOverrides")',
    );
  });

  test("is short, and names no path of a machine", () => {
    const text = providerText("SessionOverrides");
    expect(Buffer.byteLength(text)).toBeLessThan(200);
    expect(text).not.toMatch(/\/(home|work|usr|tmp|Users)\/|\\|node_modules|\.js/);
  });
});
