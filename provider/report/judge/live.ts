import { hasExpired, heldOf } from "../../model/expired";
import type { PropertyRecord } from "../../model/property-record";
import {
  isFinal,
  type ObservedSession,
  type PendingAction,
  type SessionFacts,
  standingOf,
} from "../../model/session";
import { shownText } from "../../model/shown-text";
import { hasReadableArrays } from "../../model/state";
import { containsUnknown } from "../../model/unknown";
import type { WorkflowRun } from "../../model/workflow-run";
import { busyNowSentence, busyThenSentence, mayInterrupt } from "../../plan/busy-statements";
import { canonicalArrays, type DesiredArrays, effectiveArrays } from "../../plan/effective";
import { foreignStatements } from "../../plan/foreign-statements";
import { hostText, newHosts } from "../../plan/hosts";
import { declaredKeys, ownedKeys } from "../../plan/owned-keys";
import { planWrite, type UpdatePlan } from "../../plan/plan-update";
import { awaitedToolWarning, endingOf } from "../../reconcile/sentences";
import { runsText } from "../../wait/run-text";
import type { Resource } from "../facts";
import type { SectionName } from "../report";
import { holdsSecretArrays } from "./said";
import { sectionOf } from "./statements";

export type Told = readonly (readonly [SectionName, string])[];

/** One session as a look found it. */
export interface SeenSession {
  readonly session: ObservedSession;
  readonly runs: readonly WorkflowRun[];
  /** The write that a deployment would send now; undefined where only the deployment can know it. */
  readonly plan: UpdatePlan | undefined;
  /** Calls that wait for a person's answer; asked for only where the change concerns them. */
  readonly awaited: readonly PendingAction[];
  readonly nowMs: number;
}

/** What the look at the sessions of one resource came to. */
export type Look =
  | {
      readonly kind: "seen";
      /** Of an agent's sessions only those that would be changed. */
      readonly sessions: readonly { readonly sessionId: string; readonly told: Told }[];
      readonly inScope: number;
    }
  | { readonly kind: "gone" }
  | { readonly kind: "failed"; readonly reason: string };

/** The write that a deployment would send now; undefined where only the deployment can know it. */
export function livePlan(resource: Resource, session: ObservedSession): UpdatePlan | undefined {
  const { declared = {}, step } = resource;
  const prior = priorOf(resource);
  const isOpen =
    step === "delete" ||
    hasExpired(declared) ||
    holdsSecretArrays(resource) ||
    containsUnknown([declared.tools, declared.mcpServers, declared.absent, declared.atMost]) ||
    !hasReadableArrays(declared) ||
    !hasReadableArrays(prior ?? {});
  return isOpen
    ? undefined
    : planWrite(effectiveArrays(declared as DesiredArrays, session, ownedKeys(prior)), session);
}

/** A replacement and a creation hold nothing of the session before. */
function priorOf({ step, found }: Resource): PropertyRecord | undefined {
  return step === "update" ? heldOf(found) : undefined;
}

/** What a deployment does to a session as it is now; the words are those of the write itself. */
export function liveTold(resource: Resource, seen: SeenSession): Told {
  const { session } = seen;
  if (isFinal(session)) {
    return [["changes", endedSentence(session, resource)]];
  }
  if (resource.step === "delete") {
    return [...awaitedTold(seen, true), ...busyTold(seen, resource.found ?? {})];
  }
  const { plan } = seen;
  const busy = busyTold(seen, resource.declared ?? {});
  switch (plan?.kind) {
    case undefined:
      return busy;
    case "nothing":
      return [["changes", "the session has what is declared already; nothing is written"]];
    case "impossible":
      return [
        [
          "changes",
          `the deployment will fail: with what the session has, ${plan.reasons.map((reason) => shownText(reason)).join("; ")}`,
        ],
      ];
    case "write": {
      const [before, after] = [canonicalArrays(session), canonicalArrays(plan.effective)];
      return [
        ...plan.changes.map((change) => [sectionOf(change), change.sentence] as const),
        ...newHosts(before, after).map((host) => ["newHosts", hostText(host)] as const),
        ...foreignStatements(before, after, declaredKeys(priorOf(resource))).map(
          ({ sentence }) => ["others", sentence] as const,
        ),
        ...awaitedTold(seen, false),
        ...busy,
      ];
    }
  }
}

function endedSentence(session: SessionFacts, { step }: Resource): string {
  const how = endingOf(session);
  return step === "delete"
    ? `the session ${how}; nothing is left to do`
    : `the deployment will fail: the session ${how}, and never changes again`;
}

function awaitedTold({ session, awaited }: SeenSession, ends: boolean): Told {
  return awaited.map((action) => [
    "interrupts",
    ends
      ? `waits for a person's answer to its call of ${shownText(action.toolKey)} (event ${shownText(action.eventId)}), and ends without it`
      : awaitedToolWarning(session.sessionId, action),
  ]);
}

function busyTold({ session, runs, nowMs }: SeenSession, inputs: PropertyRecord): Told {
  const section = mayInterrupt(inputs) ? "interrupts" : "waits";
  const open =
    runs.length === 0 ? [] : [[section, `${runsText(runs)}: will be waited for`] as const];
  if (standingOf(session) !== "busy") {
    return open.length > 0 ? open : [["waits", `idle now; ${busyThenSentence(inputs)}`]];
  }
  const now = busyNowSentence(session.status, sinceText(session, nowMs), inputs);
  return [[section, now], ...open];
}

/** The server's time of the last change moves with the status; whatever else moved it came later. */
function sinceText({ updatedAt }: SessionFacts, nowMs: number): string {
  const minutes = Math.floor((nowMs - Date.parse(updatedAt ?? "")) / 60_000);
  return minutes >= 1 ? `, for ${minutes} min at least` : "";
}
