import { ApiRefusal } from "./errors";
import type { RateLimitOptions } from "./options";

const WINDOW_MS = 60_000;

/** Counts requests over any 60 seconds; a refused one does not count. */
export interface RateLimit {
  /** Throws the 429 of API §6.1 when the budget is used up. */
  take(method: string, nowMs: number): void;
}

export function createRateLimit(options: RateLimitOptions | undefined): RateLimit {
  if (options === undefined) return { take: () => {} };
  const all = new Window(options.requestsPerMinute);
  const writes = options.writesPerMinute === undefined ? all : new Window(options.writesPerMinute);
  return { take: (method, nowMs) => (method === "GET" ? all : writes).take(nowMs) };
}

/** A ring of the times of the last `max` requests: the oldest of them says whether there is room. */
class Window {
  readonly #times: number[] = [];
  #next = 0;

  constructor(readonly max: number) {}

  take(nowMs: number): void {
    const oldest = this.#times[this.#next];
    if (oldest !== undefined && nowMs - oldest < WINDOW_MS) {
      const seconds = Math.max(1, Math.ceil((oldest + WINDOW_MS - nowMs) / 1000));
      const message = `This request would exceed the rate limit of ${this.max} requests per minute`;
      throw new ApiRefusal(429, "rate_limit_error", message, { "retry-after": String(seconds) });
    }
    this.#times[this.#next] = nowMs;
    this.#next = (this.#next + 1) % this.max;
  }
}
