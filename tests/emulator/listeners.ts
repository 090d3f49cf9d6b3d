import type { WireEvent } from "./wire";

export type Listener = (event: WireEvent) => void;

/** Who follows which session's events. */
export class Listeners {
  readonly #bySession = new Map<string, Set<Listener>>();
  #muted = false;

  /** Returns the function that ends the subscription. */
  add(sessionId: string, listener: Listener): () => void {
    const set = this.#bySession.get(sessionId) ?? new Set();
    this.#bySession.set(sessionId, set);
    set.add(listener);
    return () => {
      set.delete(listener);
      if (set.size === 0) this.#bySession.delete(sessionId);
    };
  }

  publish(sessionId: string, event: WireEvent): void {
    if (this.#muted) return;
    for (const listener of this.#bySession.get(sessionId) ?? []) listener(event);
  }

  /** Runs `action` with nobody listening: for answers that pretend an effect. */
  silently<Result>(action: () => Result): Result {
    this.#muted = true;
    try {
      return action();
    } finally {
      this.#muted = false;
    }
  }
}
