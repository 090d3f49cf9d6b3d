import type { DatedLook, SessionFacts } from "../model/session";
import type { WorkflowRun } from "../model/workflow-run";
import type { Interrupts } from "./interrupts";

/** Why a session is waited for that a look calls idle. */
export type Hold =
  /** A request was refused because a workflow run is open (API §9.1). */
  | { readonly kind: "runs" }
  /** A request was refused, and not on account of what it asks for; `seen` is the answer in short. */
  | { readonly kind: "refused"; readonly seen: string };

/** Where the gate led. Only `open` lets a write follow. */
export type Passage =
  /** The session is idle; `session` is the last look at it. */
  | ({ readonly kind: "open" } & Omit<DatedLook, "asOfWrite"> &
      Partial<Pick<DatedLook, "asOfWrite">>)
  /** The session will never be idle again. */
  | { readonly kind: "archived" | "terminated"; readonly session: SessionFacts }
  | { readonly kind: "gone" }
  | ClosedPassage;

/** A wait that came to nothing. */
export type ClosedPassage =
  /** It is busy and the policy is to fail. */
  | (WaitEnd & { readonly kind: "busy" | "timeout" })
  | (WaitEnd & { readonly kind: "cancelled"; readonly why: string });

/** What a wait that came to nothing has seen. */
export interface WaitEnd {
  readonly status: string;
  readonly waitedMs: number;
  /** How often the gate was passed with a session that was busy; more than one means that it went back to work. */
  readonly rounds: number;
  readonly interrupts: Interrupts;
  /** What held it up although its status was idle. */
  readonly hold: Hold | undefined;
  /** Workflow runs that were open, as far as that was asked. */
  readonly runs: readonly WorkflowRun[];
  /** Why the last look failed; undefined if it did not. */
  readonly unseen: string | undefined;
}
