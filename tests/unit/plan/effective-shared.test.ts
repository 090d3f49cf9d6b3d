import fc from "fast-check";
import { isOwn } from "../../../provider/model/patch";
import type { Tool } from "../../../provider/model/tools";
import { saysAll } from "../../../provider/plan/compare";
import { effectiveArrays } from "../../../provider/plan/effective";
import { toolKey } from "../../../provider/plan/keys";
import { arrays, sessionWith } from "../../support/arbitraries";
import { agentToolset, customTool, type Given, mcpServer } from "./entries";

const keysOf = (given: {
  readonly tools: readonly object[];
  readonly mcpServers: readonly { readonly name: string }[];
}) => ({
  tools: given.tools.map((tool) => toolKey(tool as Readonly<Record<string, unknown>>)),
  mcpServers: given.mcpServers.map(({ name }) => name),
});
const live = (given: Given) => sessionWith({ tools: [], mcpServers: [], ...given } as never);

test("entries of others keep their place among each other and every byte, whatever is declared or dropped", () => {
  const owned = fc.tuple(arrays, arrays, arrays);
  fc.assert(
    fc.property(owned, ([desired, found, prior]) => {
      const session = sessionWith(found);
      const mine = keysOf(desired);
      const before = keysOf(prior);
      const { tools, mcpServers } = effectiveArrays(
        { ...desired, ownership: "shared" },
        session,
        before,
      );
      const rawOf = (entries: readonly { readonly kind: string }[]) =>
        entries.flatMap((entry) => (entry.kind === "foreign" && "raw" in entry ? [entry.raw] : []));
      const isForeign = (key: string, own: readonly string[], dropped: readonly string[]) =>
        !own.includes(key) && !dropped.includes(key);
      expect(rawOf(tools)).toEqual(
        session.tools
          .filter(({ entry }) => isForeign(toolKey(entry), mine.tools, before.tools))
          .map(({ raw }) => raw),
      );
      expect(rawOf(mcpServers)).toEqual(
        session.mcpServers
          .filter(({ entry }) => isForeign(entry.name, mine.mcpServers, before.mcpServers))
          .map(({ raw }) => raw),
      );
    }),
  );
});

test.each(["shared", "exclusive"] as const)(
  "%s: every declared entry is there once, in our words, or as the session has it if that says the same",
  (ownership) => {
    fc.assert(
      fc.property(arrays, arrays, (desired, found) => {
        const session = sessionWith(found);
        const { tools } = effectiveArrays({ ...desired, ownership }, session);
        const own = tools.filter(isOwn);
        expect(own.map(({ entry }) => toolKey(entry)).sort()).toEqual(keysOf(desired).tools.sort());
        for (const outgoing of own) {
          const declared = desired.tools.find((tool) => toolKey(tool) === toolKey(outgoing.entry));
          const there = session.tools.find(
            ({ entry }) => toolKey(entry) === toolKey(outgoing.entry),
          );
          const isThere = there !== undefined && saysAll(there.entry, declared as Tool);
          expect(outgoing).toEqual(
            isThere ? { kind: "kept", ...there } : { kind: "own", entry: declared },
          );
        }
      }),
    );
  },
);

test("applied to its own outcome the intent changes nothing", () => {
  fc.assert(
    fc.property(arrays, arrays, (desired, found) => {
      const shared = { ...desired, ownership: "shared" as const };
      const once = effectiveArrays(shared, sessionWith(found));
      const again = effectiveArrays(shared, {
        tools: once.tools.map(({ entry }) => ({ entry, raw: entry })),
        mcpServers: once.mcpServers.map(({ entry }) => ({ entry, raw: entry })),
      });
      expect(again.tools.map(({ entry }) => entry)).toEqual(once.tools.map(({ entry }) => entry));
    }),
  );
});

test("an array that is left out stays, also where entries of it were ours", () => {
  const session = live({ tools: [customTool("a")], mcpServers: [mcpServer("x")] });
  const owned = { tools: ["custom:a"], mcpServers: ["x"] };
  const { tools, mcpServers } = effectiveArrays(
    { ownership: "shared", mcpServers: [] },
    session,
    owned,
  );
  expect([tools.length, mcpServers.length]).toEqual([1, 0]);
});

test("of two entries under one key, the first is ours and the second stays", () => {
  const session = live({ tools: [customTool("a"), agentToolset(), customTool("a")] });
  const desired = {
    ownership: "shared" as const,
    tools: [customTool("a", { description: "Ours." })],
  };
  expect(effectiveArrays(desired, session).tools.map(({ kind }) => kind)).toEqual([
    "own",
    "foreign",
    "foreign",
  ]);
});

test.each(["shared", "exclusive"] as const)(
  "%s: of a type nobody knows, what says the same stays as it was found, and what does not is ours",
  (ownership) => {
    const other = (members: object) => ({ type: "tool_of_tomorrow", name: "x", ...members });
    const outgoing = (declared: object) => {
      const desired = { ownership, tools: [declared as never] };
      return effectiveArrays(desired, live({ tools: [other({ level: 1 })] })).tools;
    };
    const asFound = { kind: "kept", entry: other({ level: 1 }), raw: expect.anything() };
    expect(outgoing(other({}))).toEqual([asFound]);
    expect(outgoing(other({ level: null }))).toEqual([asFound]);
    expect(outgoing(other({ level: 2 }))).toEqual([{ kind: "own", entry: other({ level: 2 }) }]);
  },
);
