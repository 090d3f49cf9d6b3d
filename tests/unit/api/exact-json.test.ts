import fc from "fast-check";
import { ExactNumber, stringifyExact, withExactNumbers } from "../../../provider/api/exact-json";

function throughUs(text: string): string {
  return stringifyExact(withExactNumbers(text, JSON.parse(text)));
}

test.each([
  ["an integer beyond 2^53", '{"maximum":12345678901234567890}'],
  ["the first integer that a double rounds", "[9007199254740993]"],
  ["one that a double rounds to zero", "[1e-400]"],
  ["one that a double makes infinite", "[-1e400]"],
  ["more decimals than a double has", "[0.12345678901234567890123]"],
  [
    "an exact one beside a string that looks like it",
    '["12345678901234567890",12345678901234567890]',
  ],
  [
    "strings that look like our marks",
    '["n12345678901234567890","s","n",12345678901234567890,"s\\"n1"]',
  ],
  [
    "keys that look like numbers or marks",
    '{"n1":12345678901234567890,"12345678901234567890":"s"}',
  ],
  ["a key named __proto__", '{"__proto__":{"maximum":12345678901234567890},"s":"n"}'],
  [
    "escapes and colons in strings",
    '{"a:":"\\\\","b":["\\":1234567890123456789",12345678901234567890]}',
  ],
])("keeps %s, byte for byte", (_title, text) => {
  expect(throughUs(text)).toBe(text);
});

test.each([
  ["[1.0]", "[1]"],
  ["[1e3]", "[1000]"],
  ["[1.50000000000000000000]", "[1.5]"],
  ["[-0.0e0]", "[0]"],
  ["[9007199254740992]", "[9007199254740992]"],
  ["[100000000000000000000]", "[100000000000000000000]"],
])("spells %s as %s: the same number", (text, expected) => {
  expect(throughUs(text)).toBe(expected);
});

test("makes no second copy where every number survives", () => {
  const text = '{"maximum":123456789,"created_at":"2026-11-05T12:00:00.123456Z"}';
  const value: unknown = JSON.parse(text);
  expect(withExactNumbers(text, value)).toBe(value);
});

test("shows an exact number as the nearest double to whoever prints it", () => {
  expect(JSON.stringify([new ExactNumber("12345678901234567890")])).toBe("[12345678901234567000]");
});

test("changes nothing that JSON itself keeps, whatever the strings and keys", () => {
  const big = fc.bigInt({ min: 2n ** 60n, max: 2n ** 70n }).filter((n) => n % 10n !== 0n);
  const marked = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("n1", "s", '"', "n", ":"));
  fc.assert(
    fc.property(fc.json({ stringUnit: "binary" }), big, marked, (json, number, string) => {
      const canonical = JSON.stringify(JSON.parse(json));
      const text = `{"json":${canonical},${JSON.stringify(`k${string}`)}:${JSON.stringify(string)},"n":${number}}`;
      expect(throughUs(text)).toBe(text);
    }),
  );
});
