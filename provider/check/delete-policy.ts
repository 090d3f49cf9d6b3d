import { defaultDeletePolicy } from "../model/policies";
import type { PropertyRecord } from "../model/property-record";
import { isUnknown, UNKNOWN } from "../model/unknown";

export interface Filled {
  readonly inputs: PropertyRecord;
  readonly warnings: readonly string[];
}

/**
 * The inputs with an `onDelete`. Its default depends on the ownership, and was `archive` for both once: a resource that
 * an earlier version deployed as `shared` goes on with what it has, until the program says which it wants.
 */
export function withDeletePolicy(
  stated: PropertyRecord,
  prior: PropertyRecord | undefined,
): Filled {
  if (stated.onDelete !== undefined) {
    return { inputs: stated, warnings: [] };
  }
  const { ownership } = stated;
  if (isUnknown(ownership)) {
    return { inputs: { ...stated, onDelete: UNKNOWN }, warnings: [] };
  }
  if (ownership === "shared" && prior?.ownership === "shared" && prior.onDelete === "archive") {
    return { inputs: { ...stated, onDelete: "archive" }, warnings: [keptArchive] };
  }
  const onDelete = defaultDeletePolicy(ownership === "shared" ? "shared" : "exclusive");
  return { inputs: { ...stated, onDelete }, warnings: [] };
}

const keptArchive =
  'onDelete is not stated and stays "archive", as it was deployed: removing this resource would end the session for good. With ownership "shared" the default is "restore" now; set onDelete to "restore" or "archive" to say which is meant.';
