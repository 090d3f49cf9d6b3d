import { unknownWord } from "../../engine-words";
import { isObject } from "../../model/json";
import type { PropertyRecord } from "../../model/property-record";
import { isUnknown, UNKNOWN } from "../../model/unknown";

/**
 * Properties as the host hands them over, parted: what the core may see, and the hidden keys (two underscores) that
 * only travel through and must come back, or later calls could not find the provider any more.
 */
export interface HostProperties {
  readonly visible: PropertyRecord;
  readonly hidden: PropertyRecord;
}

export function fromHost(properties: PropertyRecord): HostProperties {
  const entries = Object.entries(properties).map(
    ([key, value]) => [key, markUnknown(value)] as const,
  );
  const isHidden = ([key]: readonly [string, unknown]) => key.startsWith("__");
  return {
    visible: Object.fromEntries(entries.filter((entry) => !isHidden(entry))),
    hidden: Object.fromEntries(entries.filter(isHidden)),
  };
}

/**
 * Properties for the host: unknown values in its own spelling, and no member that is undefined, because the host
 * throws on one after the resource has been made (an orphan).
 */
export function toHost(visible: PropertyRecord, hidden: PropertyRecord): Record<string, unknown> {
  return unmark({ ...visible, ...hidden }) as Record<string, unknown>;
}

function markUnknown(value: unknown): unknown {
  if (value === unknownWord) {
    return UNKNOWN;
  }
  return mapMembers(value, markUnknown);
}

function unmark(value: unknown): unknown {
  if (isUnknown(value)) {
    return unknownWord;
  }
  return mapMembers(value, unmark);
}

function mapMembers(value: unknown, map: (member: unknown) => unknown): unknown {
  if (Array.isArray(value)) {
    return value.filter((item) => item !== undefined).map(map);
  }
  if (!isObject(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key, map(member)]),
  );
}
