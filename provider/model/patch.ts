import type { McpServer } from "./mcp-servers";
import type { Tool } from "./tools";

/** One entry of an array to send: ours in the user's spelling, or a foreign one exactly as it came. */
export type OutgoingEntry<Entry> =
  | { readonly kind: "own"; readonly entry: Entry }
  | { readonly kind: "foreign"; readonly entry: Entry; readonly raw: unknown };

/** Both arrays as the session is to have them, each entry as it would go out. */
export interface EffectiveArrays {
  readonly tools: readonly OutgoingEntry<Tool>[];
  readonly mcpServers: readonly OutgoingEntry<McpServer>[];
}

/** The replacement arrays of one update. A member left out keeps what the session has (API §2.3). */
export interface SessionPatch {
  readonly tools?: readonly OutgoingEntry<Tool>[];
  readonly mcpServers?: readonly OutgoingEntry<McpServer>[];
}
