const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/**
 * A time as people speak of it: "60 seconds", "5 minutes", "2 hours", and beyond a day nothing more exact than that. By
 * default rounded up, as what is to be waited for, since less is too early.
 */
export function spokenTime(ms: number, whole = Math.ceil): string {
  if (ms > dayMs) {
    return "more than a day";
  }
  if (ms >= 2 * hourMs) {
    return `${whole(ms / hourMs)} hours`;
  }
  if (ms >= 2 * minuteMs) {
    return `${whole(ms / minuteMs)} minutes`;
  }
  const seconds = whole(ms / secondMs);
  return seconds === 1 ? "1 second" : `${seconds} seconds`;
}
