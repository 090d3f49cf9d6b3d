import type { DeletePolicy } from "../model/policies";
import { type Glance, standingOf } from "../model/session";

/** The policies that end the session. */
export type EndingPolicy = Extract<DeletePolicy, "archive" | "delete">;

/** What deleting the resource means for the session, decided from one look. */
export type DeletePlan =
  /** There is nothing left to do. */
  | { readonly kind: "done" }
  /** The session must come to rest first. */
  | { readonly kind: "rest" }
  | { readonly kind: "archive" }
  | { readonly kind: "delete" };

/**
 * Gone is done, for every policy. An archived session needs no archiving, and one that ended by itself may be archived
 * but need not be (API §2.4: whether the API allows it is not known); deletion works in all states but busy (API §5.3).
 */
export function planDelete(policy: EndingPolicy, look: Glance): DeletePlan {
  if (look.kind === "gone") {
    return { kind: "done" };
  }
  const standing = standingOf(look.session);
  if (standing === "busy") {
    return { kind: "rest" };
  }
  if (policy === "archive" && standing === "archived") {
    return { kind: "done" };
  }
  return { kind: policy };
}
