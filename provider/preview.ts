import { type SessionOverridesInputs, sessionOverridesSchema } from "./model/inputs";
import type { McpServer } from "./model/mcp-servers";
import type { Tool } from "./model/tools";
import { containsUnknown, UNKNOWN } from "./model/unknown";
import { canonicalServers, canonicalTools } from "./plan/canonical";
import { type Change, changesBetween } from "./plan/changes";
import { detailedDiff, type PropertyChange } from "./plan/detailed-diff";
import { diffInputs, type Verdict } from "./plan/diff";

type PropertyRecord = Readonly<Record<string, unknown>>;

/** What a preview can say about a deployment without looking at the session. */
export interface Planned {
  /** The state as it will be stored; UNKNOWN only where nobody can know it yet. */
  readonly state: PropertyRecord;
  /** One sentence per change of access that matters, for the resource's row. */
  readonly sentences: readonly string[];
}

/** `prior` is the state of the last deployment; absent when the resource is to be created. */
export function planResource(inputs: PropertyRecord, prior: PropertyRecord | undefined): Planned {
  return prior === undefined
    ? { state: { ...inputs, agentId: UNKNOWN }, sentences: [takeOverSentence(inputs)] }
    : {
        state: { ...inputs, ...carriedOutputs(prior) },
        sentences: changeSentences(prior, inputs),
      };
}

/** A verdict with what is behind it. */
export interface DescribedDiff {
  readonly verdict: Verdict;
  readonly changes: readonly PropertyChange[];
  /** If the resource is to be replaced: what becomes of the session it leaves. */
  readonly replacement?: string;
}

/** `prior` are the last checked inputs. */
export function describeDiff(
  prior: PropertyRecord,
  next: PropertyRecord,
  inputKeys: readonly string[] = Object.keys(sessionOverridesSchema.shape),
): DescribedDiff {
  const verdict = diffInputs(prior, next, inputKeys);
  const changes = detailedDiff(verdict, prior, next, inputKeys);
  return verdict.kind === "replace"
    ? { verdict, changes, replacement: replacementSentence(prior) }
    : { verdict, changes };
}

/** What replacing the resource does to the session it leaves. */
function replacementSentence(prior: PropertyRecord): string {
  const { sessionId, agentId, onDelete } = prior;
  if (sessionId === undefined) {
    return onDelete === "retain"
      ? `agentId changes: the sessions of ${agentId} will be left as they are (its onDelete is "retain")`
      : `agentId changes: every live session of ${agentId} in scope will be ${onDelete}d, which cannot be undone (its onDelete is ${JSON.stringify(onDelete)})`;
  }
  switch (onDelete as SessionOverridesInputs["onDelete"]) {
    case "archive":
      return `sessionId changes: session ${sessionId} will be archived, which cannot be undone (its onDelete is "archive")`;
    case "delete":
      return `sessionId changes: session ${sessionId} will be deleted with everything in it, which cannot be undone (its onDelete is "delete")`;
    case "restore":
      return `sessionId changes: what this resource changed on session ${sessionId} will be put back (its onDelete is "restore")`;
    case "retain":
      return `sessionId changes: session ${sessionId} will be left as it is (its onDelete is "retain")`;
  }
}

function takeOverSentence({ sessionId }: PropertyRecord): string {
  const which = typeof sessionId === "string" ? `session ${sessionId}` : "a session not known yet";
  return `takes over ${which} as it is; what it has now is not looked at in a preview, what it will have is under access`;
}

/** Outputs of the last deployment that an update does not touch. */
function carriedOutputs(prior: PropertyRecord): PropertyRecord {
  const keys = ["agentId", "archivedAt", "terminated", "baseline"];
  return Object.fromEntries(
    keys.filter((key) => prior[key] !== undefined).map((key) => [key, prior[key]]),
  );
}

/** `loosens bash: always_ask → always_allow`; unknown parts are not judged. */
function changeSentences(prior: PropertyRecord, next: PropertyRecord): string[] {
  const [before, after] = [arraysOf(prior), arraysOf(next)];
  return before === undefined || after === undefined
    ? []
    : changesBetween(before, after).map(directedSentence);
}

/** The sentence of a change with its direction in front. */
function directedSentence({ direction, sentence }: Change): string {
  return `${direction} ${sentence}`;
}

function arraysOf(inputs: PropertyRecord) {
  const { tools, mcpServers } = inputs;
  if (containsUnknown([tools, mcpServers])) {
    return undefined;
  }
  return {
    tools: canonicalTools((tools ?? []) as readonly Tool[]),
    mcpServers: canonicalServers((mcpServers ?? []) as readonly McpServer[]),
  };
}
