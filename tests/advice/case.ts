import { agentToolset } from "../shared/entries";
import {
  type Properties,
  type Resource,
  sessionId,
  startWorld,
  type World,
  type WorldOptions,
} from "../shared/world";

/** A resource on a session, and whoever is at work on both. */
export interface Situation {
  readonly world: World;
  readonly resource: Resource;
}

/** What an error advises, and a person who does it. */
export interface AdviceCase {
  readonly name: string;
  /** Word for word. */
  readonly advice: string;
  readonly options?: WorldOptions;
  /** Ends in the error that gives the advice. */
  readonly fails: (situation: Situation) => Promise<unknown>;
  /** Does what it says, and what was tried succeeds. */
  readonly follow: (situation: Situation) => Promise<unknown>;
  /** What was wanted all along; default: that bash asks. */
  readonly reached?: (situation: Situation) => void;
}

export const declared: Properties = {
  tools: [agentToolset({ configs: [{ name: "bash", permissionPolicy: { type: "always_ask" } }] })],
};

/** On a session that allows bash. */
export async function situationOf({ options = {} }: AdviceCase): Promise<Situation> {
  const world = await startWorld(options);
  world.emulator.seed({ id: sessionId, tools: [agentToolset()] });
  return { world, resource: world.resource() };
}

export function bashAsks({ world }: Situation): void {
  expect(JSON.stringify(world.stored().tools)).toContain("always_ask");
}

export function isArchived({ world }: Situation): void {
  expect(world.emulator.session(sessionId)?.archived_at).not.toBeNull();
}
