import { found } from "./found";
import { play, playGenerated, sizeOf, timeoutOf } from "./machine";

/*
 * Longer, and elsewhere:
 *
 *   HISTORIES_SECONDS=3600 HISTORIES_SEED=7 npm test -- tests/histories/native.test.ts
 */

const size = sizeOf(process.env);
jest.setTimeout(timeoutOf(size));

test.each(found)("native host, found: %s", (_name, steps) => play("native", steps));

test("whatever the life of a program, nothing ends by surprise: native host", async () => {
  expect(await playGenerated("native", size)).toBeUndefined();
});
