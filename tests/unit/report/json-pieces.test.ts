import fc from "fast-check";
import { createJsonPieces } from "../../../provider/report/read/json-pieces";

// Generated objects are of any size, and a machine may be busy.

function cut(text: string, ...places: readonly number[]) {
  const seen = { values: [] as unknown[], elements: [] as unknown[] };
  const pieces = createJsonPieces({
    value: (piece) => seen.values.push(JSON.parse(piece)),
    element: (piece) => seen.elements.push(JSON.parse(piece)),
  });
  const ends = [...places, text.length].sort((left, right) => left - right);
  let from = 0;
  for (const end of ends) {
    pieces.push(text.slice(from, end));
    from = Math.max(from, end);
  }
  return { ...seen, isWhole: pieces.end() };
}

const anyText = fc.oneof(fc.string(), fc.constantFrom('"', "\\", '\\"', "}]", "{[", "\n"));
const anyValue = fc.jsonValue({ maxDepth: 4 });
const places = fc.array(fc.nat(400), { maxLength: 8 });

test("a stream of objects gives each of them, wherever it is cut into chunks", () => {
  const object = fc.dictionary(anyText, fc.oneof(anyText, fc.dictionary(anyText, anyValue)));
  fc.assert(
    fc.property(fc.array(object, { minLength: 1 }), places, (objects, cuts) => {
      const text = objects.map((value) => JSON.stringify(value)).join("\n");
      expect(cut(text, ...cuts)).toEqual({
        values: JSON.parse(JSON.stringify(objects)),
        elements: [],
        isWhole: true,
      });
    }),
  );
});

test("a single document gives the objects of its arrays one by one, and what is left of it", () => {
  const steps = fc.array(fc.dictionary(anyText, anyValue));
  fc.assert(
    fc.property(steps, places, fc.constantFrom(undefined, 4), (list, cuts, indent) => {
      const text = JSON.stringify({ config: { a: [1] }, steps: list, end: "]}" }, null, indent);
      const { values, elements, isWhole } = cut(text, ...cuts);
      expect(elements).toEqual(JSON.parse(JSON.stringify(list)));
      expect(values).toEqual([{ config: { a: [1] }, steps: list.map(() => 0), end: "]}" }]);
      expect(isWhole).toBe(true);
    }),
  );
});

test("an empty chunk between a backslash and what it escapes changes nothing", () => {
  const text = JSON.stringify({ a: '"' });
  const after = text.indexOf("\\") + 1;
  expect(cut(text, after, after).values).toEqual([{ a: '"' }]);
});

test.each(["", "  \n", "{", '{"steps": [{"op": "same"}', '{"a": "}'])("%j is not whole", (text) => {
  expect(cut(text).isWhole).toBe(false);
});
