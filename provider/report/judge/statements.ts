import type { Statement } from "../../plan/statement";
import type { SectionName } from "../report";

/** Where a reviewer looks for it. */
export function sectionOf({ direction, topic }: Statement): SectionName {
  if (direction !== undefined) {
    return direction;
  }
  switch (topic) {
    case "mayLoosen":
      return "loosens";
    case "mayTighten":
    case "absent":
    case "ceiling":
      return "tightens";
    case "released":
    case "others":
    case "unknown":
      return topic;
    default:
      return "changes";
  }
}

/** Whether a look at the session would have told more. */
export function isOpen({ topic }: Statement): boolean {
  return topic === "mayLoosen" || topic === "mayTighten" || topic === "unknown";
}
