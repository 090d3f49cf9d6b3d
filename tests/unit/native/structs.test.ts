import fc from "fast-check";
import { Struct, Value } from "google-protobuf/google/protobuf/struct_pb";
import { isSecret, marksOf, placeBelow } from "../../../provider/hosts/properties/secret-marks";
import { fromStruct, toStruct } from "../../../provider/hosts/properties/structs";
import { UNKNOWN } from "../../../provider/model/unknown";

type Properties = Record<string, unknown>;

/** What is read after it has gone over the wire. */
function overTheWire(struct: Struct) {
  return fromStruct(Struct.deserializeBinary(struct.serializeBinary()), "properties");
}

/** The protobuf library loses this key, as it loses it for the dynamic host. */
const keys = fc.string({ maxLength: 12 }).filter((key) => key !== "__proto__");

const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(UNKNOWN),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(keys, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

const properties = fc.dictionary(keys, values, { maxKeys: 5, noNullPrototype: true });

describe("properties over the wire", () => {
  test("come back as they were: unknown, null, numbers, any nesting", () => {
    fc.assert(
      fc.property(properties, (value) => {
        expect(overTheWire(toStruct(value)).value).toEqual(value);
      }),
    );
  });

  test("secrets come back with the value in clear and the mark beside it", () => {
    fc.assert(
      fc.property(properties, keys, values, (others, key, value) => {
        const all: Properties = { ...others, [key]: value };
        const { value: read, secrets } = overTheWire(toStruct(all, marksOf(all, [[key]])));
        expect(read).toEqual(all);
        expect(isSecret(secrets, placeBelow("", key, value), value)).toBe(true);
      }),
    );
  });

  test("members and elements that are undefined are left out", () => {
    const { value } = overTheWire(toStruct({ a: undefined, b: [1, undefined, 2] }));
    expect(value).toEqual({ b: [1, 2] });
  });

  test("a key named __proto__ changes no prototype, ours or anybody's", () => {
    const hostile = JSON.parse('{"__proto__":{"polluted":true},"a":{"__proto__":{"b":1}},"c":1}');
    const { value } = overTheWire(toStruct(hostile));
    expect(value).toMatchObject({ c: 1 });
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as Properties).polluted).toBeUndefined();
    expect(fromStruct(toStruct(hostile), "properties").value).toHaveProperty("c", 1);
  });

  test.each([
    ["an unknown value of every type", "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7"],
    ["an unknown text", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"],
  ])("%s is UNKNOWN", (_name, sentinel) => {
    const struct = Struct.fromJavaScript({ tools: [{ type: sentinel }] });
    expect(fromStruct(struct, "properties").value).toEqual({ tools: [{ type: UNKNOWN }] });
  });

  test("outputs, with and without a value, secret and not", () => {
    const signature = { "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4" };
    const struct = Struct.fromJavaScript({
      plain: { ...signature, value: "a" },
      hidden: { ...signature, value: "b-0123456789", secret: true },
      later: { ...signature },
    });
    const { value, secrets } = fromStruct(struct, "properties");
    expect(value).toEqual({ plain: "a", hidden: "b-0123456789", later: UNKNOWN });
    expect([...secrets.places]).toEqual(["/hidden"]);
  });

  test("a value without a kind is null, and nesting without reason is refused", () => {
    const struct = new Struct();
    struct.getFieldsMap().set("empty", new Value());
    expect(fromStruct(struct, "properties").value).toEqual({ empty: null });
    let deep: Properties = {};
    for (let level = 0; level < 250; level++) deep = { deep };
    expect(() => fromStruct(toStruct(deep), "properties")).toThrow(/more than 200 levels/);
    expect(() => fromStruct(undefined, "state")).toThrow(/carries no state/);
  });
});
