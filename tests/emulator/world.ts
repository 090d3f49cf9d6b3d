import { type Clock, createClock } from "./clock";
import { notFound } from "./errors";
import { ExactTexts } from "./exact-texts";
import { createIds, type Ids } from "./ids";
import { Listeners } from "./listeners";
import type { Settings } from "./options";
import { SessionTable, type StoredSession } from "./session-table";
import { TokenTable } from "./token-table";
import type { WireAgent } from "./wire";

/** Everything one emulator knows. Handlers and test controls change it; nothing else holds state. */
export interface World {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly sessions: SessionTable;
  /** By id, then by version. */
  readonly agents: Map<string, Map<number, WireAgent>>;
  readonly listeners: Listeners;
  /** Ids of sessions whose turn ends at a time. */
  readonly timed: Set<string>;
  readonly timers: Set<NodeJS.Timeout>;
  /** How bodies are read and answers written. */
  readonly texts: ExactTexts;
  readonly tokens: TokenTable;
}

export function createWorld(settings: Settings): World {
  return {
    settings,
    clock: createClock(settings.now),
    ids: createIds(),
    sessions: new SessionTable(),
    agents: new Map(),
    listeners: new Listeners(),
    timed: new Set(),
    timers: new Set(),
    texts: new ExactTexts(),
    tokens: new TokenTable(settings.federation, settings.now, settings.organizationId ?? "none"),
  };
}

/** The session, or the API's 404 (API §2.5: also for deleted ones). */
export function findSession(world: World, id: string): StoredSession {
  const stored = world.sessions.get(id);
  if (stored === undefined) throw notFound(`Session ${id} not found`);
  return stored;
}
