import fc from "fast-check";
import type { SessionPatch } from "../../../provider/model/patch";
import { sessionDescriptor } from "../../../provider/model/resources";
import type { ObservedSession } from "../../../provider/model/session";
import type { Tool } from "../../../provider/model/tools";
import { accessOf } from "../../../provider/plan/access";
import { alignServers, alignTools } from "../../../provider/plan/align";
import { canonicalServers, canonicalTools } from "../../../provider/plan/canonical";
import { changesBetween } from "../../../provider/plan/changes";
import { diffInputs } from "../../../provider/plan/diff";
import { inputsAsFound } from "../../../provider/plan/drift";
import { respellTool } from "../../../provider/plan/respell";
import { type Arrays, arrays, sessionWith } from "../../support/arbitraries";
import { planFor } from "./planning";

const canonical = ({ tools, mcpServers }: Arrays) => ({
  tools: canonicalTools(tools),
  mcpServers: canonicalServers(mcpServers),
});

const shuffled = (given: Arrays): fc.Arbitrary<Arrays> =>
  fc.record({
    tools: fc.shuffledSubarray(given.tools.map(shuffledConfigs), {
      minLength: given.tools.length,
    }),
    mcpServers: fc.shuffledSubarray([...given.mcpServers], { minLength: given.mcpServers.length }),
  });

const shuffledConfigs = (tool: Tool): Tool =>
  "configs" in tool && Array.isArray(tool.configs)
    ? ({ ...tool, configs: [...tool.configs].reverse() } as Tool)
    : tool;

/** What the server would have after the patch: an array that was not sent stays. */
function applied(patch: SessionPatch, session: ObservedSession): ObservedSession {
  const kept = <Entry>(sent: readonly { readonly entry: Entry }[]) =>
    sent.map((outgoing) => ({
      entry: outgoing.entry,
      raw: "raw" in outgoing ? outgoing.raw : outgoing.entry,
    }));
  return {
    ...session,
    ...(patch.tools === undefined ? {} : { tools: kept(patch.tools) }),
    ...(patch.mcpServers === undefined ? {} : { mcpServers: kept(patch.mcpServers) }),
  };
}

describe("laws of the plan", () => {
  test("normalising is idempotent: the shortest spelling of a tool means the same and is its own shortest", () => {
    fc.assert(
      fc.property(arrays, ({ tools }) => {
        const once = tools.map((tool) => respellTool(tool, undefined));
        expect(once.map((tool) => respellTool(tool, undefined))).toEqual(once);
        expect(canonicalTools(once).map(({ text }) => text)).toEqual(
          canonicalTools(tools).map(({ text }) => text),
        );
      }),
    );
  });

  test("nothing differs from itself", () => {
    fc.assert(
      fc.property(arrays, (given) => {
        expect(changesBetween(canonical(given), canonical(given))).toEqual([]);
        expect(diffInputs({ ...given }, { ...given }, sessionDescriptor)).toEqual({ kind: "same" });
        expect(planFor(given, sessionWith(given))).toEqual({ kind: "nothing" });
      }),
    );
  });

  test("order never matters", () => {
    const pair = arrays.chain((given) => fc.tuple(fc.constant(given), shuffled(given)));
    fc.assert(
      fc.property(pair, ([given, other]) => {
        expect(planFor(given, sessionWith(other))).toEqual({ kind: "nothing" });
        expect(diffInputs({ ...given }, { ...other }, sessionDescriptor)).toEqual({ kind: "same" });
        expect(accessOf(canonical(other).tools, canonical(other).mcpServers)).toEqual(
          accessOf(canonical(given).tools, canonical(given).mcpServers),
        );
      }),
    );
  });

  test("aligned to the old order, a reordered array is the old one", () => {
    const pair = arrays.chain((given) => fc.tuple(fc.constant(given), shuffled(given)));
    fc.assert(
      fc.property(pair, ([given, other]) => {
        expect(alignTools(given.tools, other.tools)).toEqual(given.tools);
        expect(alignServers(given.mcpServers, other.mcpServers)).toEqual(given.mcpServers);
      }),
    );
  });

  test("aligning keeps every entry, whatever the old order was", () => {
    fc.assert(
      fc.property(arrays, arrays, (prior, next) => {
        const aligned = alignTools(prior.tools, next.tools) as Tool[];
        expect(
          canonicalTools(aligned)
            .map(({ text }) => text)
            .sort(),
        ).toEqual(
          canonicalTools(next.tools)
            .map(({ text }) => text)
            .sort(),
        );
      }),
    );
  });

  test("after the write nothing is left to change", () => {
    fc.assert(
      fc.property(arrays, arrays, (desired, live) => {
        const session = sessionWith(live);
        const plan = planFor(desired, session);
        if (plan.kind === "write") {
          expect(plan.changes.length).toBeGreaterThan(0);
          expect(planFor(desired, applied(plan.patch, session))).toEqual({ kind: "nothing" });
        } else {
          expect(plan.kind).toBe("nothing");
        }
      }),
    );
  });

  test("an array that is not managed goes back with every unknown member it came with, or not at all", () => {
    fc.assert(
      fc.property(arrays, arrays, ({ tools }, live) => {
        const session = sessionWith(live);
        const plan = planFor({ tools }, session);
        if (plan.kind === "write" && plan.patch.mcpServers !== undefined) {
          const sent = plan.patch.mcpServers.map((entry) =>
            "raw" in entry ? entry.raw : undefined,
          );
          expect(sent).toEqual(session.mcpServers.map(({ raw }) => raw));
        }
      }),
    );
  });

  test("what was read back differs from the program exactly as the session does", () => {
    fc.assert(
      fc.property(arrays, arrays, (prior, live) => {
        const found = inputsAsFound(prior, sessionWith(live)).arrays as Arrays;
        expect(planFor(found, sessionWith(live))).toEqual({ kind: "nothing" });
        const hasDrifted = changesBetween(canonical(prior), canonical(live)).length > 0;
        expect(diffInputs({ ...found }, { ...prior }, sessionDescriptor).kind).toBe(
          hasDrifted ? "update" : "same",
        );
      }),
    );
  });

  test("reading back a session that has not drifted gives the program's own words", () => {
    fc.assert(
      fc.property(arrays, (prior) => {
        expect(inputsAsFound(prior, sessionWith(prior)).arrays).toEqual(prior);
      }),
    );
  });
});
