import type { RunOptions } from "./run-shapes";

/** How the emulator behaves where the API leaves room (API §7). Everything is optional. */
export interface EmulatorOptions {
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
  /** Enforced with 429 and `retry-after` over any 60 seconds of `now`; off by default. */
  readonly rateLimit?: RateLimitOptions;
  /** Requests kept in the log, oldest dropped first; default 10,000. */
  readonly requestLogMax?: number;
}

/** With `writesPerMinute`, everything but GET has a budget of its own (API §6.1). */
export interface RateLimitOptions {
  readonly requestsPerMinute: number;
  readonly writesPerMinute?: number;
}

export type Settings = Required<Omit<EmulatorOptions, "rateLimit" | "turnOpensRun">> & {
  readonly rateLimit: RateLimitOptions | undefined;
  readonly turnOpensRun: RunOptions | undefined;
};

export function settingsOf(options: EmulatorOptions): Settings {
  return {
    port: options.port ?? 0,
    apiKey: options.apiKey ?? "emulator-key",
    now: options.now ?? Date.now,
    interruptPolls: options.interruptPolls ?? 1,
    getLagPolls: options.getLagPolls ?? 0,
    turnPolls: options.turnPolls ?? 1,
    busyStatus: options.busyStatus ?? 400,
    finalArchiveStatus: options.finalArchiveStatus ?? 200,
    endWithOpenRun: options.endWithOpenRun ?? "refuse",
    runsOnInterrupt: options.runsOnInterrupt ?? "pause",
    turnOpensRun: options.turnOpensRun,
    staleEcho: options.staleEcho ?? false,
    shuffleArrays: options.shuffleArrays ?? false,
    newerWords: options.newerWords ?? false,
    rateLimit: options.rateLimit,
    requestLogMax: options.requestLogMax ?? 10_000,
  };
}
