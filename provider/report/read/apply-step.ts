import type { PropertyRecord } from "../../model/property-record";
import type { Resource, Step } from "../facts";
import { propertiesOf } from "./values";

/** One step of the engine, in the words that all forms of input have in common. */
export interface SeenStep {
  readonly op: string;
  readonly urn: string;
  readonly old?: SeenState | undefined;
  readonly new?: SeenState | undefined;
  readonly changedKeys: readonly string[];
  /** A refresh writes the steps of its own so. */
  readonly isOfRefresh: boolean;
}

export interface SeenState {
  readonly inputs?: unknown;
  readonly outputs?: unknown;
  readonly delete?: boolean | undefined;
  readonly retainOnDelete?: boolean | undefined;
}

const stepOf: Readonly<Record<string, Step>> = {
  same: "same",
  create: "create",
  import: "create",
  update: "update",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  "import-replacement": "replace",
  delete: "delete",
  refresh: "refresh",
};

/** Members that are there; what is not known of a resource has no member. */
function defined<Members extends object>(members: Members): Partial<Members> {
  const known = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as Partial<Members>;
}

/** The state after the refresh is what the program is held against; the one before tells what somebody else changed. */
export function applyRefresh(resource: Resource, step: SeenStep): void {
  const [before, after] = [stateOf(step.old, resource), stateOf(step.new, resource)];
  resource.isRefreshed = true;
  resource.step =
    step.op === "delete" ? "delete" : resource.step === "same" ? "refresh" : resource.step;
  Object.assign(resource, defined({ saved: resource.saved ?? before, found: after ?? before }));
}

export function applyStep(resource: Resource, step: SeenStep): void {
  const kind = stepOf[step.op];
  if (kind === undefined) {
    return; // Reads of what is not managed, and steps of tomorrow.
  }
  const [old, next] = [stateOf(step.old, resource), stateOf(step.new, resource)];
  // The halves of a replacement come one by one; together they are one.
  resource.step = resource.step === "replace" ? "replace" : kind;
  Object.assign(resource, defined({ found: old }));
  if (kind !== "delete" && step.new !== undefined) {
    resource.declared = propertiesOf(step.new.inputs).values;
  } else if (next === undefined) {
    resource.isRetained ||= step.old?.retainOnDelete === true;
    resource.isLeftover ||= step.old?.delete === true;
  }
  resource.changedKeys = [...new Set([...resource.changedKeys, ...step.changedKeys])];
}

/** What the engine stores: the inputs again, with the outputs on top of them. */
function stateOf(
  state: SeenState | undefined,
  { secretKeys }: Resource,
): PropertyRecord | undefined {
  if (state === undefined) {
    return undefined;
  }
  const [inputs, outputs] = [propertiesOf(state.inputs), propertiesOf(state.outputs)];
  for (const key of [...inputs.secretKeys, ...outputs.secretKeys]) {
    if (key !== "baseline") {
      secretKeys.add(key);
    }
  }
  return { ...outputs.values, ...inputs.values };
}
