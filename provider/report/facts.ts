import type { PropertyRecord } from "../model/property-record";
import type { ResourceType } from "../model/resources";

/*
 * What the report is judged from: one operation of the engine, reduced to the resources of this package, whatever form
 * it was written down in.
 */

/** What the engine does, or did, to a resource. */
export type Step = "create" | "update" | "replace" | "delete" | "same" | "refresh";

export interface Resource {
  readonly urn: string;
  readonly name: string;
  readonly type: ResourceType;
  step: Step;
  /** The last deployment's state, before a refresh of this operation found something else. */
  saved?: PropertyRecord;
  /** The state as the step found it; absent for a create. */
  found?: PropertyRecord;
  /** The checked inputs of the program; absent for a delete and a refresh. */
  declared?: PropertyRecord;
  /** A refresh of this operation looked at the session. */
  isRefreshed: boolean;
  /** Inputs with a secret in them: they are not in `found` and `declared`. */
  readonly secretKeys: Set<string>;
  /** The properties that the engine says differ. */
  changedKeys: readonly string[];
  /** The engine forgets it, and the provider is not asked to do anything. */
  isRetained: boolean;
  /** Left over from a replacement that was not finished. */
  isLeftover: boolean;
  /** What the provider said on its row. */
  readonly messages: Message[];
  /** The operation failed on it. */
  hasFailed: boolean;
}

export interface Message {
  readonly severity: "info" | "warning" | "error";
  readonly text: string;
}

export interface PolicyFinding {
  readonly policy: string;
  readonly pack: string;
  readonly level: string;
  readonly urn: string;
  readonly message: string;
}

/** One operation on one stack. */
export interface Operation {
  readonly project: string;
  readonly stack: string;
  readonly kind: "preview" | "up" | "refresh" | "destroy";
  readonly resources: readonly Resource[];
  /** Steps on resources that are not of this package, the stack itself and providers left out. */
  readonly others: Readonly<Record<string, number>>;
  readonly hasFailed: boolean;
  /** The input ends in the middle, as of an engine that was killed. */
  readonly isCutOff: boolean;
  /** The first error, in the words it was reported in, with the resource it was about. */
  readonly firstError?: { readonly urn: string; readonly text: string };
  /** The form of input says nothing of policies, so that there being none here means nothing. */
  readonly dropsPolicies: boolean;
  readonly findings: readonly PolicyFinding[];
}
