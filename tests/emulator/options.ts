import type { OrganizationOptions } from "./organization-options";
import type { RunOptions } from "./run-shapes";
import { defined } from "./shape";
import type { UrlSpelling } from "./url-spelling";

/** How the emulator behaves where the API leaves room (API §7). Everything is optional. */
export interface EmulatorOptions extends Partial<OrganizationOptions> {
  /** Further organisations behind the same address; each knows nothing of the others' sessions. */
  readonly otherOrganizations?: readonly OrganizationOptions[];
  /** Port on 127.0.0.1; default 0 = any free one. */
  readonly port?: number;
  /** The one key it accepts, as `x-api-key` or as bearer token; default "emulator-key". */
  readonly apiKey?: string;
  /** Epoch milliseconds; default Date.now. */
  readonly now?: () => number;
  /** Looks (GETs or list pages) that still say running after an interrupt; default 1, 0 = at once. */
  readonly interruptPolls?: number;
  /** Looks that still show the previous status after the event that changed it (API §5.5); default 0. */
  readonly getLagPolls?: number;
  /** Looks that say running for a turn that was started over HTTP; default 1. */
  readonly turnPolls?: number;
  /** Status of a refusal because the session is busy (API §6.3); default 400. */
  readonly busyStatus?: 400 | 409;
  /** Answer to archiving a session that is archived or terminated already (API §7 rows 8, 9); default 200. */
  readonly finalArchiveStatus?: 200 | 400;
  /** What archive and delete of an idle session with an open workflow run do (API §9.3); default "refuse". */
  readonly endWithOpenRun?: "refuse" | "refuseWithoutCode" | "end";
  /** What an interrupt does to running workflow runs, which it never ends (API §9.3); default "pause". */
  readonly runsOnInterrupt?: "pause" | "pauseSilently" | "goOn";
  /** The run that each turn opens which was started over HTTP in a session whose agent can start runs; default none. */
  readonly turnOpensRun?: RunOptions;
  /** Update answers with the arrays of before, until the next look (API §7 row 22); default false. */
  readonly staleEcho?: boolean;
  /** Answers carry tools, mcp_servers and configs in reverse order; default false. */
  readonly shuffleArrays?: boolean;
  /** Takes kinds of tools and words of policies that are not known today, as a newer API would; default false. */
  readonly newerWords?: boolean;
  /** How URLs of MCP servers come back that were sent in a create or an update (API §7 row 46); default "asSent". */
  readonly urlSpelling?: UrlSpelling;
  /** Enforced with 429 and `retry-after` on the clock of `now`; off by default. */
  readonly rateLimit?: RateLimitOptions;
  /** Requests kept in the log, oldest dropped first; default 10,000. */
  readonly requestLogMax?: number;
}

/** With `writesPerMinute`, everything but GET has a budget of its own (API §6.1). */
export interface RateLimitOptions {
  readonly requestsPerMinute: number;
  readonly writesPerMinute?: number;
  /** Over any 60 seconds, or a bucket that fills evenly; default "window". */
  readonly kind?: "window" | "bucket";
  /** What a full bucket holds; default a minute's requests. */
  readonly burst?: number;
  /** Answers tell the limit and what is left of it; default false. */
  readonly headers?: boolean;
}

type Optional = "federation" | "rateLimit" | "turnOpensRun" | "workspaceId";

export type Settings = Required<Omit<EmulatorOptions, Optional | "otherOrganizations">> & {
  readonly [Name in Optional]: EmulatorOptions[Name] | undefined;
};

const DEFAULTS: Settings = {
  port: 0,
  apiKey: "emulator-key",
  organizationId: "00000000-0000-4000-8000-000000000000",
  workspaceId: undefined,
  now: Date.now,
  interruptPolls: 1,
  getLagPolls: 0,
  turnPolls: 1,
  busyStatus: 400,
  finalArchiveStatus: 200,
  endWithOpenRun: "refuse",
  runsOnInterrupt: "pause",
  turnOpensRun: undefined,
  staleEcho: false,
  shuffleArrays: false,
  newerWords: false,
  urlSpelling: "asSent",
  federation: undefined,
  rateLimit: undefined,
  requestLogMax: 10_000,
};

export function settingsOf(options: EmulatorOptions): Settings {
  return { ...DEFAULTS, ...defined(options) };
}
