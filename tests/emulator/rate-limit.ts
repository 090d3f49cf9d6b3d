import { ApiRefusal } from "./errors";
import type { RateLimitOptions } from "./options";

const MINUTE_MS = 60_000;

/** Counts requests; a refused one does not count. */
export interface RateLimit {
  /** Throws the 429 of API §6.1 when the budget is used up; else the headers that tell what is left of it. */
  take(method: string, nowMs: number): Readonly<Record<string, string>>;
}

interface Budget {
  readonly max: number;
  /** The seconds to wait where there is none left; else takes one. */
  take(nowMs: number): number | undefined;
  left(nowMs: number): number;
}

export function createRateLimit(options: RateLimitOptions | undefined): RateLimit {
  if (options === undefined) return { take: () => ({}) };
  const { requestsPerMinute, writesPerMinute, headers = false } = options;
  const all = budget(requestsPerMinute, options);
  const writes = writesPerMinute === undefined ? all : budget(writesPerMinute, options);
  return {
    take: (method, nowMs) => {
      const own = method === "GET" ? all : writes;
      const seconds = own.take(nowMs);
      const told: Readonly<Record<string, string>> = headers
        ? {
            "anthropic-ratelimit-requests-limit": String(own.max),
            "anthropic-ratelimit-requests-remaining": String(own.left(nowMs)),
          }
        : {};
      if (seconds === undefined) return told;
      const message = `This request would exceed the rate limit of ${own.max} requests per minute`;
      const retryAfter = { "retry-after": String(Math.max(1, Math.ceil(seconds))) };
      throw new ApiRefusal(429, "rate_limit_error", message, { ...told, ...retryAfter });
    },
  };
}

function budget(max: number, { kind = "window", burst = max }: RateLimitOptions): Budget {
  return kind === "window" ? new Window(max) : new Bucket(max, burst);
}

/** Any 60 seconds. A ring of the times of the last `max` requests: the oldest of them says whether there is room. */
class Window implements Budget {
  readonly #times: number[] = [];
  #next = 0;

  constructor(readonly max: number) {}

  take(nowMs: number): number | undefined {
    const oldest = this.#times[this.#next];
    if (oldest !== undefined && nowMs - oldest < MINUTE_MS) {
      return (oldest + MINUTE_MS - nowMs) / 1000;
    }
    this.#times[this.#next] = nowMs;
    this.#next = (this.#next + 1) % this.max;
    return undefined;
  }

  left(nowMs: number): number {
    return this.max - this.#times.filter((at) => nowMs - at < MINUTE_MS).length;
  }
}

/** So many at once, and the budget of a minute again evenly. */
class Bucket implements Budget {
  #level: number;
  #atMs = 0;

  constructor(
    readonly max: number,
    readonly burst: number,
  ) {
    this.#level = burst;
  }

  take(nowMs: number): number | undefined {
    this.#fill(nowMs);
    if (this.#level < 1) return ((1 - this.#level) * MINUTE_MS) / this.max / 1000;
    this.#level -= 1;
    return undefined;
  }

  left(nowMs: number): number {
    this.#fill(nowMs);
    return Math.floor(this.#level);
  }

  #fill(nowMs: number): void {
    const earned = ((nowMs - this.#atMs) * this.max) / MINUTE_MS;
    this.#level = Math.min(this.burst, this.#level + earned);
    this.#atMs = nowMs;
  }
}
