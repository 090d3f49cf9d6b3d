const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/**
 * A duration of `customTimeouts` in milliseconds: `"90s"`, `"5m"`, `"1h30m"`, `"500ms"`. Undefined if it is none, or
 * zero, which leaves the bound of the inputs; the engine judges the spelling itself before a provider sees it.
 */
export function durationMs(text: unknown): number | undefined {
  if (typeof text !== "string" || !/^(\d+(\.\d+)?(ms|h|m|s))+$/.test(text)) {
    return undefined;
  }
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)];
  const ms = parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * (unitMs[unit ?? ""] ?? 0),
    0,
  );
  return ms === 0 ? undefined : ms;
}
