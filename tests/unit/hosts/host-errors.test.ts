import { PartialStateError, ProviderError } from "../../../provider/errors";
import { nothingGiven, toHostError } from "../../../provider/hosts/dynamic/host-errors";

const refused = new ProviderError("refused", "cannot do it", { sessionId: "sesn_1", status: 400 });

describe("errors for the dynamic host", () => {
  test("an expected failure has its sentence and no stack", () => {
    const error = toHostError(refused, nothingGiven);
    expect([error.message, error.stack]).toEqual(["cannot do it", ""]);
    expect(error).not.toHaveProperty("id");
  });

  test("a partial failure carries the id, the properties with the hidden keys, and its reason", () => {
    const partial = new PartialStateError("sesn_1", { tools: [], archivedAt: undefined }, refused);
    const error = toHostError(partial, {
      ...nothingGiven,
      properties: { visible: {}, hidden: { __provider: "text", __urn: "urn" } },
    });
    expect(error).toMatchObject({ id: "sesn_1", reasons: ["cannot do it"], stack: "" });
    expect((error as unknown as { readonly properties: unknown }).properties).toStrictEqual({
      tools: [],
      __provider: "text",
      __urn: "urn",
    });
  });

  test.each([new TypeError("x is not a function"), "x is not a function"])(
    "what nobody expected says that it is a bug, and where",
    (thrown) => {
      const error = toHostError(thrown, nothingGiven);
      expect(error.message).toBe(
        "this is a bug in pulumi-managed-agents, please report it: x is not a function",
      );
      expect(error.stack).toContain("host-errors");
    },
  );
});
