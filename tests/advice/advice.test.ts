import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { closeWorlds as closeFleetWorlds } from "../fleet/world";
import { closeWorlds, failureOf } from "../shared/world";
import { answers } from "./answers";
import { bashAsks, situationOf } from "./case";
import { adviceGiven, fleets } from "./fleets";
import { standing } from "./standing";
import { tokens } from "./tokens";
import { waits } from "./waits";

/** Whoever does what an error says gets what was tried. */

afterEach(closeWorlds);
afterEach(closeFleetWorlds);

const cases = [...waits, ...answers, ...standing, ...tokens];

test.each(cases.map((each) => [each.name, each] as const))("%s", async (_name, each) => {
  const situation = await situationOf(each);
  const failure = await failureOf(each.fails(situation));
  expect(failure.message).toContain(each.advice);
  expect(`\n${withoutChance(failure.message)}\n`).toMatchSnapshot();
  await each.follow(situation);
  (each.reached ?? bashAsks)(situation);
});

/** Ports and times are others in every run. */
function withoutChance(message: string): string {
  return message
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME");
}

test.each(fleets.map((each) => [each.name, each] as const))("%s", (_name, { advice, prove }) =>
  prove((failing) => adviceGiven(failing, advice)),
);

/** Every advice that the errors of these rooms give, from their texts. */
function advicesIn(room: string): readonly string[] {
  const folder = path.resolve(__dirname, "../../provider", room);
  return readdirSync(folder)
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) =>
      readFileSync(path.join(folder, file), "utf8")
        .split("\n")
        .filter((line) => !/^\s*(\*|\/\/|\/\*)/.test(line))
        .flatMap((line) => [...line.matchAll(advice)].map(([found]) => found)),
    );
}

/** A sentence in a text that begins with what somebody is to do. */
const advice =
  /(?<=["`] ?|[.;:] )(?:Answer what|Ask|Check|Declare|Look at|Narrow|Put|Raise|Run again|Set|Take|Try|Wait) [^.;"`$(]*/g;

test("every advice of an error is one that is followed here", () => {
  const followed = [...cases, ...fleets].map((each) => each.advice).join("\n");
  const given = ["api", "reconcile"].flatMap(advicesIn);
  expect(given.length).toBeGreaterThan(20);
  const notFollowed = given.filter((each) => !followed.includes(each.trim().slice(0, 24)));
  expect(notFollowed).toEqual([]);
});
