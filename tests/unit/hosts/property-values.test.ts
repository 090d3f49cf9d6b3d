import { fromHost, toHost } from "../../../provider/hosts/dynamic/property-values";
import { isUnknown, UNKNOWN } from "../../../provider/model/unknown";

const sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("properties from the dynamic host", () => {
  test("are parted into what the core sees and what only travels through", () => {
    expect(fromHost({ __provider: "text", __urn: "urn", sessionId: "s", _own: 1 })).toEqual({
      visible: { sessionId: "s", _own: 1 },
      hidden: { __provider: "text", __urn: "urn" },
    });
  });

  test.each<readonly [string, unknown, (visible: Readonly<Record<string, unknown>>) => unknown]>([
    ["at the top", sentinel, ({ value }) => value],
    ["in an array", [1, sentinel], ({ value }) => (value as unknown[])[1]],
    [
      "deep inside",
      { a: [{ b: { c: sentinel } }] },
      ({ value }) => (value as { a: { b: { c: unknown } }[] }).a[0]?.b.c,
    ],
  ])("an unknown value %s is marked", (_name, value, pick) => {
    expect(isUnknown(pick(fromHost({ value }).visible))).toBe(true);
  });

  test("text that only contains the sentinel is text", () => {
    expect(fromHost({ value: `x${sentinel}` }).visible).toEqual({ value: `x${sentinel}` });
  });
});

describe("properties for the dynamic host", () => {
  test("carry unknown values in its own spelling, at any depth, and the hidden keys", () => {
    expect(toHost({ a: UNKNOWN, b: [{ c: UNKNOWN }] }, { __provider: "text" })).toEqual({
      a: sentinel,
      b: [{ c: sentinel }],
      __provider: "text",
    });
  });

  test("hold no undefined at any depth, and keep null, false, zero and empty", () => {
    const given = {
      a: undefined,
      b: { c: undefined, d: null },
      e: [{ f: undefined }, undefined, 0],
      g: false,
      h: "",
      i: [],
    };
    expect(toHost(given, { __urn: undefined })).toStrictEqual({
      b: { d: null },
      e: [{}, 0],
      g: false,
      h: "",
      i: [],
    });
  });

  test("keep a key called __proto__ as data", () => {
    const schema = JSON.parse('{"properties":{"__proto__":{"type":"string"}}}') as object;
    expect(JSON.stringify(toHost({ schema }, {}))).toBe(JSON.stringify({ schema }));
  });

  test("survive the way there and back", () => {
    const properties = { a: [sentinel, { b: null }], __provider: "text" };
    const { visible, hidden } = fromHost(properties);
    expect(toHost(visible, hidden)).toEqual(properties);
  });
});
