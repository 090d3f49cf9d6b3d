import * as z from "zod";
import { levelSchema } from "../model/ceiling";
import { jsonOf } from "../model/json";
import type { McpServer } from "../model/mcp-servers";
import type { ObservedEntry } from "../model/session";
import type { Tool } from "../model/tools";
import type { ArrayBaseline, Baseline } from "../plan/baseline";
import type { LoweredEntry } from "../plan/lowered";
import type { BaselineText } from "../reconcile/dependencies";
import { fromWireMcpServer, fromWireTool } from "./convert";
import { stringifyExact, withExactNumbers } from "./exact-json";
import { mcpServerSchema, toolProblem } from "./wire";

/**
 * A baseline as JSON text for the state: only what the server sent, entry by entry, so that it can go back as it came.
 * Text, and not a tree of properties, because the engine sorts keys and rounds numbers of what it stores.
 */

const arraySchema = z.union([
  z.object({ whole: z.array(z.unknown()) }),
  z.object({
    before: z.array(
      z.object({
        key: z.string(),
        found: z.unknown().optional(),
        place: z.int().nonnegative().optional(),
        isTakenOut: z.boolean().optional(),
      }),
    ),
  }),
]);
const baselineSchema = z.object({
  tools: arraySchema.optional(),
  mcpServers: arraySchema.optional(),
  lowered: z
    .array(
      z.object({
        key: z.string(),
        found: z.unknown(),
        byDefault: levelSchema.optional(),
        tools: z.record(z.string(), levelSchema),
      }),
    )
    .optional(),
});
type ArrayDocument = z.infer<typeof arraySchema>;

export const baselineText: BaselineText = {
  encode({ tools, mcpServers, lowered }) {
    return stringifyExact({
      ...(tools === undefined ? {} : { tools: toDocument(tools) }),
      ...(mcpServers === undefined ? {} : { mcpServers: toDocument(mcpServers) }),
      ...(lowered === undefined
        ? {}
        : { lowered: lowered.map((entry) => ({ ...entry, found: entry.found.raw })) }),
    });
  },

  decode(text) {
    const parsed = baselineSchema.safeParse(jsonOf(text));
    if (!parsed.success) {
      return undefined;
    }
    const { tools, mcpServers, lowered } = parsed.data;
    const isSound =
      toolProblem([...rawEntries(tools), ...(lowered ?? []).map(({ found }) => found)], []) ===
        undefined && z.array(mcpServerSchema).safeParse(rawEntries(mcpServers)).success;
    if (!isSound) {
      return undefined;
    }
    const exact = withExactNumbers(text, JSON.parse(text)) as {
      readonly tools?: ArrayDocument;
      readonly mcpServers?: ArrayDocument;
      readonly lowered?: readonly (Omit<LoweredEntry, "found"> & { readonly found: unknown })[];
    };
    return {
      ...fromDocument<"tools", Tool>("tools", exact.tools, fromWireTool),
      ...fromDocument<"mcpServers", McpServer>("mcpServers", exact.mcpServers, fromWireMcpServer),
      ...(exact.lowered === undefined
        ? {}
        : {
            lowered: exact.lowered.map((entry) => ({
              ...entry,
              found: { entry: fromWireTool(entry.found), raw: entry.found },
            })),
          }),
    } satisfies Baseline;
  },
};

function toDocument<Entry>(baseline: ArrayBaseline<Entry>): unknown {
  return baseline.kind === "whole"
    ? { whole: baseline.entries.map(({ raw }) => raw) }
    : {
        before: baseline.before.map((entry) =>
          entry.found === undefined ? entry : { ...entry, found: entry.found.raw },
        ),
      };
}

function fromDocument<Key extends string, Entry>(
  key: Key,
  document: ArrayDocument | undefined,
  fromWire: (raw: unknown) => Entry,
): { readonly [K in Key]?: ArrayBaseline<Entry> } {
  if (document === undefined) {
    return {};
  }
  const observed = (raw: unknown): ObservedEntry<Entry> => ({ entry: fromWire(raw), raw });
  const baseline: ArrayBaseline<Entry> =
    "whole" in document
      ? { kind: "whole", entries: document.whole.map(observed) }
      : {
          kind: "entries",
          before: document.before.map(({ found, ...entry }) =>
            found === undefined ? entry : { ...entry, found: observed(found) },
          ),
        };
  return { [key]: baseline } as { readonly [K in Key]?: ArrayBaseline<Entry> };
}

function rawEntries(document: ArrayDocument | undefined): readonly unknown[] {
  if (document === undefined) {
    return [];
  }
  return "whole" in document
    ? document.whole
    : document.before.flatMap(({ found }) => (found === undefined ? [] : [found]));
}
