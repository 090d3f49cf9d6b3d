import { durationMs } from "../../../provider/hosts/dynamic/duration";

test.each([
  ["90s", 90_000],
  ["5m", 300_000],
  ["1h30m", 5_400_000],
  ["500ms", 500],
  ["1m1.5s", 61_500],
])("%s is %i milliseconds", (text, expected) => {
  expect(durationMs(text)).toBe(expected);
});

test.each([undefined, null, 5, "", "5", "5 m", "5d", "-5m", "m5", "0s", "0h0m"])(
  "%p is no bound",
  (text) => {
    expect(durationMs(text)).toBeUndefined();
  },
);
