import { type Cast, smallCasts } from "./casts";
import { judge } from "./properties";
import { runInterleaved } from "./scheduler";
import { testSchedules } from "./schedules";
import { SessionModel } from "./session-model";
import { arraysWith, namesOf, work } from "./writers";

/** A part of what the long tests play. */
testSchedules({ everyScheduleMax: 150, randomSchedules: 75 });

test("a write that lands after our last look takes ours away, loses nothing of the script's, and shows in a refresh", async () => {
  const cast = smallCasts[0] as Cast;
  const options = { recordShowsEarlier: 0, recordLagsReads: 0 };
  // Both look; ours writes and reads the record; then the script writes what it made of its old look.
  const order = [0, 1, 0, 0, 0];
  const model = new SessionModel(arraysWith(cast.initially), options);
  const results = await runInterleaved(
    cast.writers.map((writer) => work(model, writer, new Map())),
    (count) => Math.min(order.shift() ?? 0, count - 1),
  );
  expect(namesOf(model.arrays)).toEqual([...cast.initially, "theirs_1"]);
  expect(await judge(model, cast.writers, results)).toEqual({
    lost: [],
    revived: [],
    unnoticed: [],
    hitAfterLastLook: 1,
  });
  // Judging refreshed and updated: now both are there.
  expect(namesOf(model.arrays)).toEqual([...cast.initially, "theirs_1", "ours"]);
});
