const RFC3339 = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** The emulator's time: milliseconds as given, and stamps with microseconds that never repeat. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** RFC 3339 with microseconds and `Z`; each is later than the one before, even if `now` stands still. */
  stamp(): string;
}

export function createClock(now: () => number): Clock {
  let lastMicros = 0;
  return {
    now,
    stamp() {
      lastMicros = Math.max(lastMicros + 1, Math.floor(now() * 1000));
      return formatMicros(lastMicros);
    },
  };
}

/** Epoch microseconds → `2026-11-22T14:21:05.123456Z`. */
export function formatMicros(micros: number): string {
  const text = new Date(Math.floor(micros / 1000)).toISOString();
  return `${text.slice(0, -1)}${String(micros % 1000).padStart(3, "0")}Z`;
}

/** RFC 3339 text → epoch microseconds, or undefined when the text is not RFC 3339. */
export function parseMicros(text: string): number | undefined {
  const parts = RFC3339.exec(text);
  if (parts === null) return undefined;
  const seconds = Date.parse(`${parts[1]}${parts[3]}`);
  if (Number.isNaN(seconds)) return undefined;
  return seconds * 1000 + Math.floor(Number(parts[2] ?? 0) * 1_000_000 + 1e-6);
}
