import type { PropertyRecord } from "./property-record";

/** Whether check found that the moment has passed; stands in checked inputs and in the state. */
export function hasExpired(record: PropertyRecord | undefined): boolean {
  return record?.expired === true;
}

/** What a state holds of its session: of a grant that has ended nothing, whatever its inputs say. */
export function heldOf<Record extends PropertyRecord | undefined>(
  state: Record,
): Record | PropertyRecord {
  if (state === undefined || !hasExpired(state)) {
    return state;
  }
  const {
    tools: _t,
    mcpServers: _m,
    absent: _a,
    atMost: _l,
    baseline: _b,
    dropping: _d,
    ...rest
  } = state;
  return rest;
}
