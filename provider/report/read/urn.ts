import type { ResourceType } from "../../model/resources";

/** The parts of `urn:pulumi:STACK::PROJECT::PARENTS$TYPE::NAME`; a name may hold `::` itself. */
export interface Urn {
  readonly stack: string;
  readonly project: string;
  readonly type: string;
  readonly name: string;
}

export function parseUrn(urn: string): Urn | undefined {
  const [head = "", project, types, ...name] = urn.split("::");
  const stack = head.startsWith("urn:pulumi:") ? head.slice("urn:pulumi:".length) : undefined;
  return stack === undefined || project === undefined || types === undefined || name.length === 0
    ? undefined
    : { stack, project, type: types.split("$").at(-1) ?? types, name: name.join("::") };
}

/** The type of this package, of whichever host; undefined if it is of another one. */
export function ownType(type: string): ResourceType | undefined {
  const [, own] =
    /^(?:pulumi-nodejs:dynamic\/managed-agents|managed-agents:index):(.*)$/.exec(type) ?? [];
  return own === "SessionOverrides" || own === "AgentSessionOverrides" ? own : undefined;
}

/** The stack itself and providers are nothing that a reviewer counts. */
export function isBookkeeping(type: string): boolean {
  return type === "pulumi:pulumi:Stack" || type.startsWith("pulumi:providers:");
}
