import { customTool, shared } from "../shared/entries";
import {
  apiKey,
  closeWorlds,
  failureOf,
  type Properties,
  sessionId,
  startWorld,
  type World,
} from "../shared/world";
import { endless, neverAnswers, trickles } from "../unit/api/ill-will";
import {
  type Answerer,
  json,
  type Loopback,
  sessionDocument,
  startLoopback,
  text,
} from "../unit/api/loopback";

/* What a person reads when the counterpart is not the API, or wishes them ill: through every verb, whole sentences. */

const servers: Loopback[] = [];

afterEach(async () => {
  await closeWorlds();
  for (const server of servers.splice(0)) {
    await server.close();
  }
});

/** Short only where the time of an attempt is what ends it. */
const patient = { answerBytesMax: 1024 * 1024 };
const impatient = { ...patient, attemptTimeoutMs: 60 };
const inputs: Properties = { tools: [customTool("ours")] };
const checkAddress =
  "Check that managed-agents:baseUrl or ANTHROPIC_BASE_URL is the address of the Claude API.";

async function serve(...answerers: readonly Answerer[]): Promise<Loopback> {
  const server = await startLoopback(...answerers);
  servers.push(server);
  return server;
}

const good = json(200, sessionDocument(sessionId));
const html = text(200, "<!doctype html><title>Log in</title>", { "content-type": "text/html" });
const another = json(200, sessionDocument("sesn_2"));

async function facing(
  ...answerers: readonly Answerer[]
): Promise<{ readonly world: World; readonly server: Loopback }> {
  const server = await serve(...answerers);
  const isSlow = answerers.some((answerer) => answerer === neverAnswers || answerer === trickles);
  const limits = isSlow ? impatient : patient;
  return { server, world: await startWorld({ baseUrl: server.url, limits }) };
}

/** Every verb that talks, with what it says it could not do when the first look fails. */
const verbs: readonly (readonly [string, (world: World) => Promise<unknown>])[] = [
  ["create", (world) => world.resource().up(inputs)],
  ["create, shared", (world) => world.resource().up(shared(inputs))],
  ["update", (world) => world.resource({ sessionId, ...inputs }).up({ tools: [] })],
  ["read", (world) => world.resource({ sessionId, ...inputs }).refresh()],
  ["import", (world) => world.resource().refresh()],
  ["archive", (world) => world.resource({ sessionId }).destroy()],
  ["delete", (world) => world.resource({ sessionId, onDelete: "delete" }).destroy()],
  [
    "restore",
    (world) => world.resource({ sessionId, onDelete: "restore", baseline: "{}" }).destroy(),
  ],
];

const looks: readonly (readonly [string, Answerer, string, (url: string) => string])[] = [
  [
    "never answers",
    neverAnswers,
    "unavailable",
    (url) =>
      `cannot read session sesn_1: ${url} did not answer, no whole answer came within 0.06 s, in the last of 4 attempts. Nothing was changed. Try again later.`,
  ],
  [
    "trickles for ever",
    trickles,
    "unavailable",
    (url) =>
      `cannot read session sesn_1: ${url} did not answer, no whole answer came within 0.06 s, in the last of 4 attempts. Nothing was changed. Try again later.`,
  ],
  [
    "streams for ever",
    endless,
    "unavailable",
    (url) =>
      `cannot read session sesn_1: ${url} did not answer, the answer is larger than 1 MiB. Nothing was changed. Try again later.`,
  ],
  [
    "answers 200 with HTML",
    html,
    "malformed",
    (url) =>
      `cannot read session sesn_1: the answer of ${url} is not JSON: text/html, beginning with “<!doctype html><title>Log in</title>”, in the last of 4 attempts. Nothing was changed. ${checkAddress}`,
  ],
  [
    "claims another session's id",
    another,
    "malformed",
    (url) =>
      `cannot read session sesn_1: the answer of ${url} speaks of another session, "sesn_2". Nothing was changed. ${checkAddress}`,
  ],
];

describe.each(looks)("an endpoint that %s", (_name, answerer, kind, sentence) => {
  test.each(verbs)("ends %s with the sentence, and nothing is written", async (_verb, run) => {
    const { world, server } = await facing(answerer);
    const failure = await failureOf(run(world));
    expect([failure.kind, failure.message]).toEqual([kind, sentence(server.url)]);
    expect(server.received.every(({ method }) => method === "GET")).toBe(true);
    expect(server.received.length).toBeLessThanOrEqual(4);
  });
});

describe("an endpoint that redirects", () => {
  test.each(verbs)("gets no key carried to the other origin by %s", async (_verb, run) => {
    const elsewhere = await serve(good);
    const { world, server } = await facing(
      text(307, "", { location: `${elsewhere.url}/v1/sessions/sesn_1` }),
    );
    const failure = await failureOf(run(world));
    expect([failure.kind, failure.message]).toEqual([
      "configuration",
      `cannot read session sesn_1: ${server.url} answered 307 with an empty body, no content type, a redirect to ${elsewhere.url}; redirects are not followed, and the credential was not sent on. Nothing was changed. ${checkAddress}`,
    ]);
    expect(elsewhere.received).toEqual([]);
    expect(server.received[0]?.headers["x-api-key"]).toBe(apiKey);
  });

  test("only after a good look gets none either, not with the write, its body or a later look", async () => {
    const elsewhere = await serve(good);
    const redirect = text(308, "", { location: `${elsewhere.url}/v1/sessions/sesn_1` });
    const { world } = await facing(good, redirect);
    const failure = await failureOf(world.resource().up(inputs));
    expect(failure.message).toMatch(
      /^cannot update session sesn_1: http:\S+ answered 308 with an empty body, no content type, a redirect to http:\S+; redirects are not followed, and the credential was not sent on\. Nothing was changed\. Check that /,
    );
    expect(elsewhere.received).toEqual([]);
  });
});

const afterwards: readonly (readonly [string, Answerer, string])[] = [
  ["is never answered", neverAnswers, "did not answer, no whole answer came within 0.06 s"],
  ["is answered without end", endless, "did not answer, the answer is larger than 1 MiB"],
];

describe("a write that", () => {
  test.each(afterwards)(
    "%s is looked after, tried five times at most, and told as what had no effect",
    async (_name, answerer, seen) => {
      const bad = await serve((response, request) =>
        (request.method === "GET" ? good : answerer)(response, request),
      );
      const world = await startWorld({
        baseUrl: bad.url,
        limits: answerer === neverAnswers ? impatient : patient,
      });
      const failure = await failureOf(world.resource().up(inputs));
      expect([failure.kind, failure.message]).toEqual([
        "unavailable",
        hadNoEffect(`${bad.url} ${seen}`),
      ]);
      expect(bad.received.filter(({ method }) => method === "POST")).toHaveLength(5);
    },
  );

  test.each([
    ["HTML", html, "is not JSON: text/html, beginning with “<!doctype html><title>Log in</title>”"],
    ["another session", another, 'speaks of another session, "sesn_2"'],
  ] as const)("is answered with %s is not taken for done", async (_name, answerer, seen) => {
    const bad = await serve((response, request) =>
      (request.method === "GET" ? good : answerer)(response, request),
    );
    const world = await startWorld({ baseUrl: bad.url, limits: patient });
    const failure = await failureOf(world.resource().up(inputs));
    expect([failure.kind, failure.message]).toEqual([
      "malformed",
      `${hadNoEffect(`the answer of ${bad.url} ${seen}`)} ${checkAddress}`,
    ]);
  });
});

function hadNoEffect(last: string): string {
  return `cannot update the tools of session sesn_1: 5 requests in 8 seconds had no effect, the last one: ${last}. The session was looked at after each of them, and still to change are custom:ours: added, answered by your client (definition e54bb2e5). Try again later; the next run looks first, should one of them arrive late.`;
}

test("events that stream for ever end a shared update after its write, and the state keeps what is known", async () => {
  const server = await serve((response, request) => {
    const asked = request.url.includes("/events") ? endless : good;
    const agent = request.body === "" ? {} : (JSON.parse(request.body) as { agent: object }).agent;
    (request.method === "POST" ? json(200, sessionDocument(sessionId, agent)) : asked)(
      response,
      request,
    );
  });
  const world = await startWorld({ baseUrl: server.url, limits: patient });
  const resource = world.resource();
  const failure = await failureOf(resource.up(shared(inputs)));
  expect([failure.kind, failure.message]).toEqual([
    "unavailable",
    `cannot read the events of session sesn_1: ${server.url} did not answer, the answer is larger than 1 MiB. The request to update the tools of the session had been sent before and may have taken effect; run again, which looks and finishes what is left. Try again later.`,
  ]);
  expect(resource.state).toMatchObject({ tools: inputs.tools, dropping: { tools: [] } });
});
