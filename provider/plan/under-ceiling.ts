import { EditedRaw, isOwn, type OutgoingEntry } from "../model/patch";
import { quotedText, shownText } from "../model/shown-text";
import type { Tool } from "../model/tools";
import type { Bound, Ceiling } from "./ceiling";
import { toolKey } from "./keys";
import { type Exceeding, lowerTool } from "./lower";

/** Entries of others under a ceiling: what exceeds is lowered in its place, every other byte kept. */
export interface Bounded {
  readonly tools: readonly OutgoingEntry<Tool>[];
  /** Why the ceiling cannot be held; one sentence per entry that cannot be judged. */
  readonly refusals: readonly string[];
}

/** Own entries are under the own ceiling already: check refuses those above it. */
export function underCeiling(tools: readonly OutgoingEntry<Tool>[], ceiling: Ceiling): Bounded {
  if (ceiling.isEmpty) {
    return { tools, refusals: [] };
  }
  const refusals: string[] = [];
  const bounded = tools.map((outgoing): OutgoingEntry<Tool> => {
    if (isOwn(outgoing)) {
      return outgoing;
    }
    const judged = lowerTool(outgoing.entry, ceiling);
    if (judged.kind === "lowered") {
      const raw = new EditedRaw(outgoing.raw, judged.edits);
      return { kind: "edited", entry: judged.entry, raw };
    }
    if (judged.kind === "unjudged") {
      refusals.push(unjudgedSentence(outgoing.entry, judged.bound));
    }
    return outgoing;
  });
  return { tools: bounded, refusals };
}

/** `mcp:slack/*: always_allow, at most always_ask`. */
export function exceedingSentence({ key, right, bound }: Exceeding): string {
  return `${shownText(key)}: ${shownText(right)}, at most ${bound.level}`;
}

function unjudgedSentence(tool: Tool, { key, level }: Bound): string {
  const name = quotedText(toolKey(tool));
  const way =
    level === "disabled"
      ? `name it in absent to take it out (tools: [${name}])`
      : "leave what it may do to whoever put it there by a narrower key of atMost, or name it in absent";
  return `${name} is of a type that this version does not know, so it cannot be judged whether it exceeds atMost (${quotedText(key)}: ${level}); ${way}`;
}
