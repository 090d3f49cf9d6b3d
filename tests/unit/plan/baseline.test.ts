import fc from "fast-check";
import type { ObservedSession } from "../../../provider/model/session";
import { type Baseline, recordBaseline, restoredArrays } from "../../../provider/plan/baseline";
import {
  type DesiredArrays,
  type EffectiveArrays,
  effectiveArrays,
  nothingOwned,
  type OwnedKeys,
} from "../../../provider/plan/effective";
import { toolKey } from "../../../provider/plan/keys";
import { type Arrays, arrays, sessionWith } from "../../support/arbitraries";
import { customTool, type Given } from "./entries";

interface Step {
  readonly desired: Arrays;
  readonly ownership: "shared" | "exclusive";
}

/** What stands on a session after a write. */
function written(
  session: ObservedSession,
  { tools, mcpServers }: EffectiveArrays,
): ObservedSession {
  const kept = <Entry>(sent: readonly { readonly entry: Entry }[]) =>
    sent.map((outgoing) => ({
      entry: outgoing.entry,
      raw: "raw" in outgoing ? outgoing.raw : outgoing.entry,
    }));
  return { ...session, tools: kept(tools), mcpServers: kept(mcpServers) };
}

/** A resource that is updated step by step, and what it would restore afterwards. */
function afterwards(
  start: ObservedSession,
  steps: readonly Step[],
  between = (s: ObservedSession) => s,
) {
  let session = start;
  let baseline: Baseline | undefined;
  let owned: OwnedKeys = nothingOwned;
  let last: DesiredArrays = {};
  for (const { desired, ownership } of steps) {
    const wanted = { ...desired, ownership };
    last = wanted;
    const effective = effectiveArrays(wanted, session, owned);
    baseline = recordBaseline(baseline, wanted, session, effective, owned);
    session = between(written(session, effective));
    owned = {
      tools: desired.tools.map(toolKey),
      mcpServers: desired.mcpServers.map(({ name }) => name),
    };
  }
  return restoredArrays(baseline ?? {}, session, last);
}

const rawsOf = (given: {
  readonly tools: readonly object[];
  readonly mcpServers: readonly object[];
}) =>
  [given.tools, given.mcpServers].map((list) =>
    list.map((entry) => JSON.stringify("raw" in entry ? entry.raw : entry)).sort(),
  );

const steps = (ownerships: readonly Step["ownership"][]) =>
  fc.array(fc.record({ desired: arrays, ownership: fc.constantFrom(...ownerships) }), {
    minLength: 1,
    maxLength: 5,
  });

test.each([
  ["shared", ["shared"]],
  ["exclusive", ["exclusive"]],
  ["now shared, now exclusive", ["shared", "exclusive"]],
] as const)(
  "restore after any sequence of updates gives back what was (%s)",
  (_name, ownerships) => {
    fc.assert(
      fc.property(arrays, steps(ownerships), (found, list) => {
        const start = sessionWith(found);
        expect(rawsOf(afterwards(start, list))).toEqual(rawsOf(start));
      }),
    );
  },
);

test("what others add between updates under shared stays as well", () => {
  fc.assert(
    fc.property(arrays, steps(["shared"]), (found, list) => {
      const start = sessionWith(found);
      const later = { entry: customTool("LATER"), raw: { type: "custom", name: "LATER" } };
      const added = (session: ObservedSession) =>
        session.tools.some(({ entry }) => toolKey(entry) === "custom:LATER")
          ? session
          : { ...session, tools: [later, ...session.tools] };
      const restored = afterwards(start, list, added);
      expect(rawsOf(restored)).toEqual(rawsOf({ ...start, tools: [...start.tools, later] }));
    }),
  );
});

test.each(["exclusive", "shared"] as const)("%s gives the arrays back in their order", (kind) => {
  fc.assert(
    fc.property(arrays, steps([kind]), (found, list) => {
      const start = sessionWith(found);
      const raws = afterwards(start, list).tools.map((entry) =>
        "raw" in entry ? entry.raw : entry,
      );
      expect(raws).toEqual(start.tools.map(({ raw }) => raw));
    }),
  );
});

const live = (given: Given) => sessionWith({ tools: [], mcpServers: [], ...given } as never);
const shared = { ownership: "shared" as const };

test("an entry that was replaced is recorded, though another under the same key stays", () => {
  const session = live({ tools: [customTool("a"), customTool("a", { description: "Twin." })] });
  const desired = { ...shared, tools: [customTool("a", { description: "Ours." })] };
  const effective = effectiveArrays(desired, session);
  const baseline = recordBaseline(undefined, desired, session, effective);
  const restored = restoredArrays(baseline, written(session, effective), desired);
  expect(rawsOf(restored)).toEqual(rawsOf(session));
});

test("a resource that manages nothing records nothing", () => {
  const session = live({ tools: [customTool("a")] });
  for (const ownership of ["shared", "exclusive"] as const) {
    expect(
      recordBaseline(undefined, { ownership }, session, effectiveArrays({ ownership }, session)),
    ).toEqual({});
  }
});
