import fc from "fast-check";
import { type Answerer, text } from "../unit/api/loopback";
import {
  errorDocument,
  eventsDocument,
  inputsDocument,
  sessionDocument,
  stateDocument,
} from "./documents";
import { type FuzzWorld, startFuzzWorld } from "./fuzz-world";
import { mutated, mutations } from "./mutations";

/*
 * Whatever a server answers and whatever stands in a program or a state: every verb ends in a result or in an error of
 * ours, with messages of bounded length; nothing else is ever thrown, and no promise is left to reject by itself (which jest
 * makes a failure of the test that runs).
 */

const answersMax = 2_000;
const recordsMax = 4_500;
const seed = 20261122;

let cases = 0;
let world: FuzzWorld;

const good: Answerer = (response, request) => {
  const document = request.url.includes("/events") ? eventsDocument : sessionDocument;
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document));
};

beforeAll(async () => {
  world = await startFuzzWorld(good);
});

afterAll(async () => {
  await world.close();
  process.stdout.write(`fuzz: ${cases} cases\n`);
});

/** The document as text, with a few of its members written twice. */
function textOf(document: unknown, duplicates: readonly number[]): string {
  const places = duplicates.map((place) => place % 50);
  let seen = 0;
  return JSON.stringify(document)
    .replace(/"(\w+)":/g, (key: string) => (places.includes(seen++) ? `${key}null,${key}` : key))
    .replace("1e+22", "12345678901234567890123");
}

const statuses = fc.oneof(
  { weight: 8, arbitrary: fc.constant(200) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(201, 202, 204, 304, 307, 400, 401, 404, 409, 413, 429, 500),
  },
);

test(`${answersMax} generated answers of the service`, async () => {
  const answers = fc.record({
    verb: fc.constantFrom("create", "read", "import", "update", "delete"),
    onDelete: fc.constantFrom("archive", "delete", "restore"),
    ownership: fc.constantFrom("shared", "exclusive", "exclusive"),
    status: statuses,
    isError: fc.boolean(),
    session: mutations,
    events: fc.option(mutations, { nil: [] }),
    /** From which request on the answers are bad: a good look may come before a bad answer to the write. */
    from: fc.nat(3),
    duplicates: fc.array(fc.nat(), { maxLength: 3 }),
    cut: fc.option(fc.nat(3_000), { freq: 10, nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(answers, async (given) => {
      const isEnvelope = given.status >= 400 && given.isError;
      const session = mutated(isEnvelope ? errorDocument : sessionDocument, given.session);
      const bad = textOf(session, given.duplicates).slice(0, given.cut);
      const events = textOf(mutated(eventsDocument, given.events), given.duplicates);
      let requests = 0;
      world.answer = (response, request) => {
        const isEvents = request.url.includes("/events");
        const answer = requests++ < given.from ? good : text(given.status, isEvents ? events : bad);
        answer(response, request);
      };
      const { ownership, onDelete } = given;
      const inputs = {
        ...inputsDocument,
        ownership,
        onDelete,
        ...(ownership === "shared" ? {} : { absent: undefined }),
      };
      cases += 1;
      await world.run(given.verb, inputs, { ...stateDocument, ...inputs });
    }),
    { numRuns: answersMax, seed, endOnFailure: true },
  );
}, 300_000);

test(`${recordsMax} generated inputs and states`, async () => {
  // A write is turned away for good: what follows on one is the other test's subject.
  const forbidden = text(403, JSON.stringify(errorDocument));
  world.answer = (response, request) =>
    (request.method === "GET" ? good : forbidden)(response, request);
  const records = fc.record({
    verb: fc.constantFrom("create", "read", "import", "update", "delete"),
    inputs: mutations,
    state: mutations,
    isOld: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(records, async ({ verb, inputs, state, isOld }) => {
      const given = mutated(inputsDocument, inputs);
      const before = isOld ? stateDocument : mutated(stateDocument, state);
      const isRecord = (value: unknown) => typeof value === "object" && value !== null;
      fc.pre(isRecord(given) && isRecord(before));
      cases += 1;
      for (const each of ["check", "diff", verb] as const) {
        await world.run(each, given, before);
      }
    }),
    { numRuns: recordsMax, seed, endOnFailure: true },
  );
}, 300_000);

test("more than five thousand cases were run", () => {
  expect(cases).toBeGreaterThanOrEqual(5_000);
});
