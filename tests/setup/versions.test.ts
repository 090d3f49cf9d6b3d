import { supportedEngines } from "../../provider/toolchain";
import { OLDEST_CLI, PULUMI_CLI_VERSION, reasonToRefuseCli, reasonToRefuseGo } from "./versions";

describe("the choice of a CLI", () => {
  test.each([PULUMI_CLI_VERSION, "v3.274.1", "3.300.0", "4.0.0"])("%s is used", (version) => {
    expect(reasonToRefuseCli(version)).toBeUndefined();
  });

  test.each([
    ["3.274.0", "it is 3.274.0, and 3.274.1 is wanted"],
    ["2.999.0", "it is 2.999.0, and 3.274.1 is wanted"],
    [undefined, "does not say which version"],
    ["unknown", "does not say which version"],
  ])("%s is refused with a reason", (version, reason) => {
    expect(reasonToRefuseCli(version)).toContain(reason);
  });

  test("the oldest is the one that the provider takes", () => {
    expect(supportedEngines).toBe(`>=${OLDEST_CLI}`);
    expect(reasonToRefuseCli("3.217.0", OLDEST_CLI)).toBeUndefined();
    expect(reasonToRefuseCli("3.216.9", OLDEST_CLI)).toBeDefined();
  });
});

describe("the choice of Go", () => {
  test.each([
    ["go version go1.26.8 linux/amd64", "local"],
    ["go version go1.25.11 darwin/arm64", "local"],
    ["go version go1.21.0 linux/amd64", "auto"],
  ])("%s with GOTOOLCHAIN=%s builds the CLI", (version, toolchain) => {
    expect(reasonToRefuseGo(version, toolchain)).toBeUndefined();
  });

  test.each([
    [undefined, "auto", "not installed"],
    ["go version go1.25.10 linux/amd64", "local", "older than 1.25.11"],
    ["go version go1.20 linux/amd64", "auto", "older than 1.25.11"],
  ])("%s with GOTOOLCHAIN=%s does not", (version, toolchain, reason) => {
    expect(reasonToRefuseGo(version, toolchain)).toContain(reason);
  });
});
