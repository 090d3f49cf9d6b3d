import fc from "fast-check";
import { withoutAbsent } from "../../../provider/plan/absent";
import { effectiveArrays } from "../../../provider/plan/effective";
import { toolKey } from "../../../provider/plan/keys";
import { brokenReferences } from "../../../provider/plan/references";
import { arrays, sessionWith } from "../../support/arbitraries";

test("nothing that must be absent is left, nothing else goes but the other half of a pair, which is noted", () => {
  const given = arrays.chain((found) =>
    fc.record({
      found: fc.constant(found),
      tools: fc.subarray(found.tools.map(toolKey)),
      mcpServers: fc.subarray(found.mcpServers.map(({ name }) => name)),
    }),
  );
  fc.assert(
    fc.property(given, ({ found, tools, mcpServers }) => {
      const all = effectiveArrays({ ownership: "shared" }, sessionWith(found));
      const left = withoutAbsent(all, { tools, mcpServers });
      const keys = left.tools.map(({ entry }) => toolKey(entry));
      const names = left.mcpServers.map(({ entry }) => entry.name);
      expect(keys.filter((key) => tools.includes(key))).toEqual([]);
      expect(names.filter((name) => mcpServers.includes(name))).toEqual([]);
      expect(
        brokenReferences(
          left.tools.map(({ entry }) => entry),
          left.mcpServers.map(({ entry }) => entry),
        ),
      ).toEqual([]);
      const gone = all.tools.length - keys.length + all.mcpServers.length - names.length;
      expect(gone).toBe(tools.length + mcpServers.length + left.notes.length);
      // What stays is what it was, in its order.
      expect(left.tools).toEqual(all.tools.filter((tool) => left.tools.includes(tool)));
    }),
  );
});

test.each([undefined, null, {}, { tools: [], mcpServers: null }])(
  "%j takes out nothing",
  (absent) => {
    fc.assert(
      fc.property(arrays, (found) => {
        const all = effectiveArrays({ ownership: "shared" }, sessionWith(found));
        expect(withoutAbsent(all, absent)).toEqual({ ...all, notes: [] });
      }),
      { numRuns: 20 },
    );
  },
);
