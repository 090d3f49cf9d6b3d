import type * as z from "zod";
import { agentSessionOverridesSchema } from "./agent-inputs";
import { sessionOverridesSchema } from "./inputs";

export type ResourceType = "SessionOverrides" | "AgentSessionOverrides";

/** What the two resources differ in, wherever they are treated alike. */
export interface ResourceDescriptor {
  readonly schema: z.ZodObject;
  /** The input that says whose arrays are declared: another one is another resource. */
  readonly identity: "sessionId" | "agentId";
  /** What new inputs are held against the last ones by. */
  readonly comparedKeys: readonly string[];
  /** Inputs that are sets: an order of theirs means nothing. */
  readonly sets: readonly string[];
  /** What only the first deployment can tell. */
  readonly unknownAtFirst: readonly string[];
  /** Outputs of the last deployment that an update does not touch. */
  readonly carriedOutputs: readonly string[];
}

export const sessionDescriptor: ResourceDescriptor = {
  schema: sessionOverridesSchema,
  identity: "sessionId",
  // `expired` is no input of a program: check tells it, by the clock.
  comparedKeys: [...Object.keys(sessionOverridesSchema.shape), "expired"],
  sets: [],
  unknownAtFirst: ["agentId"],
  carriedOutputs: ["agentId", "archivedAt", "terminated", "baseline", "origin"],
};

export const agentDescriptor: ResourceDescriptor = {
  schema: agentSessionOverridesSchema,
  identity: "agentId",
  comparedKeys: Object.keys(agentSessionOverridesSchema.shape),
  sets: ["exclude", "statuses"],
  unknownAtFirst: ["pending"],
  carriedOutputs: ["origin"],
};

export const descriptors: Readonly<Record<ResourceType, ResourceDescriptor>> = {
  SessionOverrides: sessionDescriptor,
  AgentSessionOverrides: agentDescriptor,
};
