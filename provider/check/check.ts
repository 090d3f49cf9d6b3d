import * as z from "zod";
import { depthMax, isDeeperThan } from "../model/json";
import type { PropertyRecord } from "../model/property-record";
import { type ResourceDescriptor, sessionDescriptor } from "../model/resources";
import { accessOfInputs } from "../plan/access";
import { alignServers, alignTools } from "../plan/align";
import { absentViolations } from "./absent-rules";
import { atMostViolations } from "./at-most-rules";
import { crossViolations } from "./cross-rules";
import { type Filled, withDeletePolicy } from "./delete-policy";
import { partedPairs } from "./parted-pairs";
import { objectsIn, toolRuleViolations } from "./rules";
import { shapeViolations } from "./shape";
import { type Violation, violation } from "./violation";
import { warningsFor } from "./warnings";

export interface CheckResult {
  /** The user's own spelling in the prior order, with the defaults of the policies and the `access` map. */
  readonly inputs: PropertyRecord;
  /** Every broken rule at once; empty if the inputs are good. */
  readonly violations: readonly Violation[];
  readonly warnings: readonly string[];
  /** Worth a word, and nothing to mend. */
  readonly notes: readonly string[];
}

/** What is checked: the shape, and rules of this resource beyond those of the arrays. */
export interface CheckedModel {
  readonly resource: ResourceDescriptor;
  readonly rules: (inputs: PropertyRecord) => Violation[];
  /** What is filled in that depends on other inputs, and what there is to say of it. */
  readonly filled: (stated: PropertyRecord, prior: PropertyRecord | undefined) => Filled;
}

const sessionModel: CheckedModel = {
  resource: sessionDescriptor,
  rules: () => [],
  filled: withDeletePolicy,
};

/**
 * Judges inputs without a network, a clock or credentials; any value may be unknown. `prior` are the checked inputs of
 * the last deployment, absent when there was none: only their order is used.
 */
export function checkInputs(
  inputs: PropertyRecord,
  prior: PropertyRecord | undefined,
  { resource, rules, filled }: CheckedModel = sessionModel,
): CheckResult {
  const { schema } = resource;
  const { inputs: stated, warnings } = filled(withDefaults(inputs, schema), prior);
  const tooDeep = Object.keys(stated).filter((key) => isDeeperThan(stated[key], depthMax));
  if (tooDeep.length > 0) {
    const reason = `is nested more than ${depthMax} levels deep`;
    const flat = Object.entries(stated).filter(([key]) => !tooDeep.includes(key));
    return {
      inputs: Object.fromEntries(flat),
      violations: tooDeep.map((key) => violation([key], reason)),
      warnings: [],
      notes: [],
    };
  }
  const violations = [
    ...shapeViolations(schema, stated),
    ...objectsIn(stated.tools).flatMap(({ index, item }) =>
      toolRuleViolations(item, ["tools", index]),
    ),
    ...crossViolations(stated),
    ...absentViolations(stated),
    ...atMostViolations(stated),
    ...partedPairs(stated, prior, resource),
    ...rules(stated),
  ];
  if (violations.length > 0) {
    return { inputs: stated, violations, warnings: [], notes: [] };
  }
  const aligned = {
    ...stated,
    ...(stated.tools === undefined ? {} : { tools: alignTools(prior?.tools, stated.tools) }),
    ...(stated.mcpServers === undefined
      ? {}
      : { mcpServers: alignServers(prior?.mcpServers, stated.mcpServers) }),
  };
  return {
    inputs: { ...aligned, access: accessOfInputs(aligned) },
    violations,
    warnings: [...warningsFor(stated), ...warnings],
    notes: [],
  };
}

/** Fills the defaults of the policies and drops what is null, which Pulumi does not tell from left out. */
function withDefaults(inputs: PropertyRecord, schema: z.ZodObject): PropertyRecord {
  const stated = Object.entries(inputs).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  const defaults = Object.entries(schema.shape).flatMap(([key, member]) =>
    member instanceof z.ZodDefault ? [[key, member.def.defaultValue as unknown]] : [],
  );
  return Object.fromEntries([...defaults, ...stated]);
}
