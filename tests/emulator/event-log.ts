import type { StoredSession } from "./session-table";
import type { WireEvent } from "./wire";
import type { World } from "./world";

type Fields = Readonly<Record<string, unknown>>;

/** Appends a processed event and tells whoever listens. */
export function logEvent(
  world: World,
  stored: StoredSession,
  type: string,
  fields: Fields = {},
): WireEvent {
  const event = { id: world.ids.next("sevt"), type, ...fields, processed_at: world.clock.stamp() };
  stored.processed.push({ event, hiddenReads: 0 });
  world.listeners.publish(stored.wire.id, event);
  return event;
}

/** Puts a sent event at the tail, `processed_at` null (API §2.6). It is published now and again when processed (API §5.7). */
export function queueEvent(
  world: World,
  stored: StoredSession,
  type: string,
  fields: Fields,
): WireEvent {
  const event = { id: world.ids.next("sevt"), type, ...fields, processed_at: null };
  stored.queued.push(event);
  world.listeners.publish(stored.wire.id, event);
  return event;
}

/** Moves the queued events that match from the tail to their place in processing order. */
export function processQueued(
  world: World,
  stored: StoredSession,
  matches: (event: WireEvent) => boolean,
): void {
  const due = stored.queued.filter(matches);
  const rest = stored.queued.filter((event) => !matches(event));
  stored.queued.splice(0, stored.queued.length, ...rest);
  for (const event of due) {
    const processed = { ...event, processed_at: world.clock.stamp() };
    stored.processed.push({ event: processed, hiddenReads: 0 });
    world.listeners.publish(stored.wire.id, processed);
  }
}
