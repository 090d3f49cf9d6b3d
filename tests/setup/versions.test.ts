import { reasonToRefuseCli, reasonToRefuseGo } from "./versions";

describe("the choice of a CLI", () => {
  test.each(["3.216.0", "v3.259.0", "3.267.9"])("%s is used", (version) => {
    expect(reasonToRefuseCli(version)).toBeUndefined();
  });

  test.each([
    ["3.215.9", "3.216.0 is the oldest"],
    ["2.999.0", "3.216.0 is the oldest"],
    ["3.268.0", "from 3.268.0 on"],
    ["3.268.0-alpha.1", "from 3.268.0 on"],
    ["4.0.0", "from 3.268.0 on"],
    [undefined, "does not say which version"],
    ["unknown", "does not say which version"],
  ])("%s is refused with a reason", (version, reason) => {
    expect(reasonToRefuseCli(version)).toContain(reason);
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
