import { mcpServersMax, toolsMax } from "../model/inputs";
import type { SessionPatch } from "../model/patch";
import type { ObservedArrays } from "../model/session";
import type { Tool } from "../model/tools";
import type { Change } from "./changes";
import type { EffectiveArrays, WantedArrays } from "./effective";
import { changesOfWrite } from "./foreign-changes";
import { brokenReferences, referenceSentence } from "./references";
import { mcpServerKey } from "./right-keys";
import { brokenUrlSources, urlSourceSentence } from "./url-source-references";

/** What it takes to make the session what is desired. */
export type UpdatePlan =
  /** It is so already: no wait, no interrupt, no write. */
  | { readonly kind: "nothing" }
  /** The API would refuse the resulting pair (API §4.2), or a ceiling cannot be held; one sentence per reason. */
  | { readonly kind: "impossible"; readonly reasons: readonly string[] }
  | {
      readonly kind: "write";
      readonly patch: SessionPatch;
      /** Both arrays as the session will have them. */
      readonly effective: EffectiveArrays;
      /** What the write changes on the session, one sentence each; never empty. */
      readonly changes: readonly Change[];
    };

/**
 * The write that makes a session have these arrays, decided from one look; asked again on every later look, it answers
 * for that one. Both arrays are sent whenever either touches MCP.
 */
export function planWrite(
  effective: EffectiveArrays & Partial<Pick<WantedArrays, "refusals">>,
  observed: ObservedArrays,
): UpdatePlan {
  const { refusals = [] } = effective;
  if (refusals.length > 0) {
    return { kind: "impossible", reasons: refusals };
  }
  const changes = changesOfWrite(observed, effective);
  if (changes.length === 0) {
    return { kind: "nothing" };
  }
  const reasons = [
    ...referenceReasons(effective),
    ...urlSourceReasons(effective, observed),
    ...limitReasons(effective),
  ];
  if (reasons.length > 0) {
    return { kind: "impossible", reasons };
  }
  const { tools, mcpServers } = effective;
  return {
    kind: "write",
    patch: touchesMcp(changes) ? { tools, mcpServers } : { tools },
    effective: { tools, mcpServers },
    changes,
  };
}

function referenceReasons({ tools, mcpServers }: EffectiveArrays): string[] {
  return brokenReferences(
    tools.map(({ entry }) => entry),
    mcpServers.map(({ entry }) => entry),
  ).map(referenceSentence);
}

/** What the session holds like that already was taken once, and is nobody's doing now. */
function urlSourceReasons({ tools }: EffectiveArrays, observed: ObservedArrays): string[] {
  const entriesOf = (entries: readonly { readonly entry: Tool }[]) =>
    brokenUrlSources(entries.map(({ entry }) => entry)).map(urlSourceSentence);
  const before = new Set(entriesOf(observed.tools));
  return [...new Set(entriesOf(tools))].filter((sentence) => !before.has(sentence));
}

/** Limits of the whole arrays (API §4.2), which other people's entries count towards. */
function limitReasons({ tools, mcpServers }: EffectiveArrays): string[] {
  return [
    ...(tools.length > toolsMax
      ? [`tools would have ${tools.length} entries, more than the ${toolsMax} that are allowed`]
      : []),
    ...(mcpServers.length > mcpServersMax
      ? [
          `mcpServers would have ${mcpServers.length} entries, more than the ${mcpServersMax} that are allowed`,
        ]
      : []),
  ];
}

/**
 * Whether a server or an MCP toolset differs. Then both arrays go together, because the API judges the pair that
 * results and a lone array would be held against one that another writer may have changed (API §7, rows 23 and 24).
 */
function touchesMcp(changes: readonly Change[]): boolean {
  return changes.some(({ key }) => key.startsWith(mcpServerKey("")));
}
