import type { AtMost } from "../model/ceiling";
import type { Absent, ManagedArrays } from "../model/inputs";
import type { McpServer } from "../model/mcp-servers";
import type { ObservedArrays, ObservedEntry } from "../model/session";
import type { Tool } from "../model/tools";
import type { Strays } from "./access";
import { alignServers, alignTools } from "./align";
import { ceilingOf } from "./ceiling";
import { type DesiredArrays, isManaged, nothingOwned, type OwnedKeys } from "./effective";
import { serverKey, toolKey, uniqueKeys } from "./keys";
import { type Exceeding, lowerTool } from "./lower";
import { respellServer, respellTool } from "./respell";

/** What a look says about the inputs that were last applied. */
export interface Found {
  /** The managed arrays as the session has them; equal to the prior ones if nothing drifted. */
  readonly arrays: ManagedArrays;
  /** What really is absent of what should be; left out if nothing had to be. */
  readonly absent?: Absent;
  /** The bounds that really hold; left out if there are none. */
  readonly atMost?: AtMost;
  readonly strays: Strays;
}

/**
 * The prior inputs as the session really has them, in the prior order and spelling wherever both mean the same. Under
 * `shared`, entries of others are none of ours and never show; what should be absent and is there, does, and so does an
 * entry that a failed deployment was to take out (`dropping`).
 */
export function inputsAsFound(
  prior: DesiredArrays,
  observed: ObservedArrays,
  dropping: OwnedKeys = nothingOwned,
): Found {
  const isShared = prior.ownership === "shared";
  const { tools, mcpServers } = prior;
  const arrays = {
    ...(isManaged(tools)
      ? {
          tools: toolsAsFound(
            tools,
            isShared ? ofKeys(observed.tools, tools, toolKey, dropping.tools) : observed.tools,
          ),
        }
      : {}),
    ...(isManaged(mcpServers)
      ? {
          mcpServers: serversAsFound(
            mcpServers,
            isShared
              ? ofKeys(observed.mcpServers, mcpServers, serverKey, dropping.mcpServers)
              : observed.mcpServers,
          ),
        }
      : {}),
  };
  const named = {
    tools: entriesOf(observed.tools).filter((tool) => prior.absent?.tools?.includes(toolKey(tool))),
    mcpServers: entriesOf(observed.mcpServers).filter((server) =>
      prior.absent?.mcpServers?.includes(server.name),
    ),
  };
  const exceeding = exceedingIn(prior, observed);
  return {
    arrays,
    ...absentAsFound(prior.absent, named),
    ...boundsAsFound(prior.atMost, exceeding),
    strays: { ...named, exceeding },
  };
}

/** Rights that exceed the ceiling though they should not; what cannot be judged shows when it is to be lowered. */
function exceedingIn({ atMost }: DesiredArrays, { tools }: ObservedArrays): Exceeding[] {
  const ceiling = ceilingOf(atMost);
  return tools.flatMap(({ entry }) => {
    const judged = lowerTool(entry, ceiling);
    return judged.kind === "lowered" ? judged.exceeding : [];
  });
}

function boundsAsFound(
  atMost: AtMost | null | undefined,
  exceeding: readonly Exceeding[],
): { readonly atMost?: AtMost } {
  if (atMost === undefined || atMost === null) {
    return {};
  }
  const broken = new Set(exceeding.map(({ bound }) => bound.key));
  return {
    atMost: Object.fromEntries(Object.entries(atMost).filter(([key]) => !broken.has(key))),
  };
}

function entriesOf<Entry>(observed: readonly ObservedEntry<Entry>[]): Entry[] {
  return observed.map(({ entry }) => entry);
}

function ofKeys<Entry>(
  observed: readonly ObservedEntry<Entry>[],
  declared: readonly Entry[],
  keyOf: (entry: Entry) => string,
  dropping: readonly string[],
): ObservedEntry<Entry>[] {
  const keys = new Set([...declared.map(keyOf), ...dropping]);
  return observed.filter(({ entry }) => keys.has(keyOf(entry)));
}

function absentAsFound(
  absent: Absent | null | undefined,
  strays: Pick<Strays, "tools" | "mcpServers">,
): { readonly absent?: Absent } {
  if (absent === undefined || absent === null) {
    return {};
  }
  const tools = absent.tools?.filter((key) => !strays.tools.some((tool) => toolKey(tool) === key));
  const servers = absent.mcpServers?.filter(
    (name) => !strays.mcpServers.some((server) => serverKey(server) === name),
  );
  return {
    absent: {
      ...(tools === undefined ? {} : { tools }),
      ...(servers === undefined ? {} : { mcpServers: servers }),
    },
  };
}

function toolsAsFound(
  prior: readonly Tool[],
  live: readonly ObservedEntry<Tool>[],
): readonly Tool[] {
  const aligned = alignTools(prior, entriesOf(live)) as readonly Tool[];
  return respelled(prior, aligned, toolKey, respellTool);
}

function serversAsFound(
  prior: readonly McpServer[],
  live: readonly ObservedEntry<McpServer>[],
): readonly McpServer[] {
  const aligned = alignServers(prior, entriesOf(live)) as readonly McpServer[];
  return respelled(prior, aligned, serverKey, respellServer);
}

/** Each live entry in the words of the prior one with its key, where there is one. */
function respelled<Entry>(
  prior: readonly Entry[],
  live: readonly Entry[],
  keyOf: (entry: Entry) => string,
  respell: (live: Entry, prior: Entry | undefined) => Entry,
): readonly Entry[] {
  const keys = uniqueKeys(prior.map(keyOf));
  const priorByKey = new Map(prior.map((entry, index) => [keys[index], entry]));
  const liveKeys = uniqueKeys(live.map(keyOf));
  return live.map((entry, index) => respell(entry, priorByKey.get(liveKeys[index])));
}
