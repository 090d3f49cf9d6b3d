import type { Message, Resource } from "../facts";
import { ownType, parseUrn } from "./urn";

/** Of one resource's messages; a resource that says more says nothing new. */
const messagesMax = 50;

/** The resources of this package that an operation is about, by their URN. */
export interface ResourceTable {
  /** Undefined if it is of another package. */
  of(urn: string): Resource | undefined;
  /** A message may come before the first step, and where there is an error no step may come at all. */
  note(urn: string, message: Message): void;
  failed(urn: string): void;
  all(): readonly Resource[];
}

export function createResourceTable(): ResourceTable {
  const resources = new Map<string, Resource>();
  const early = new Map<string, Message[]>();

  function of(urn: string): Resource | undefined {
    const known = resources.get(urn);
    const parts = parseUrn(urn);
    const type = ownType(parts?.type ?? "");
    if (known !== undefined || parts === undefined || type === undefined) {
      return known;
    }
    const fresh: Resource = {
      urn,
      name: parts.name,
      type,
      step: "same",
      isRefreshed: false,
      secretKeys: new Set(),
      changedKeys: [],
      isRetained: false,
      isLeftover: false,
      messages: early.get(urn) ?? [],
      hasFailed: false,
    };
    early.delete(urn);
    resources.set(urn, fresh);
    return fresh;
  }

  return {
    of,
    note(urn, message) {
      if (ownType(parseUrn(urn)?.type ?? "") === undefined) {
        return;
      }
      const told = resources.get(urn)?.messages ?? early.get(urn) ?? [];
      if (told.length < messagesMax && !told.some(({ text }) => text === message.text)) {
        told.push(message);
      }
      if (!resources.has(urn)) {
        early.set(urn, told);
      }
    },
    failed(urn) {
      const resource = resources.get(urn);
      if (resource !== undefined) {
        resource.hasFailed = true;
      }
    },
    all() {
      for (const [urn, messages] of [...early]) {
        if (messages.some(({ severity }) => severity === "error")) {
          of(urn);
          this.failed(urn);
        }
      }
      return [...resources.values()];
    },
  };
}
