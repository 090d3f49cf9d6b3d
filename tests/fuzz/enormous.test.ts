import { text } from "../unit/api/loopback";
import { inputsDocument, sessionDocument, stateDocument } from "./documents";
import { type FuzzWorld, startFuzzWorld } from "./fuzz-world";

/* Answers and inputs of many megabytes: ended in a result or an error of ours, with messages of bounded length. */

let world: FuzzWorld;

afterEach(() => world.close());

const megabytes = (count: number, character = "x") => character.repeat(count * 1024 * 1024);
const tool = sessionDocument.agent.tools[2];
const withTool = (members: object) => ({
  ...sessionDocument,
  agent: { ...sessionDocument.agent, tools: [{ ...tool, ...members }], mcp_servers: [] },
});

test.each([
  [
    "a description beside a number that no double holds",
    withTool({ description: megabytes(12), n: 1e22 }),
  ],
  [
    "escapes beside a number that no double holds",
    withTool({ description: megabytes(6, "\n"), n: 1e22 }),
  ],
  ["a name", withTool({ name: megabytes(2) })],
  ["a name of line breaks", withTool({ name: megabytes(1, "\n") })],
  ["a status", { ...sessionDocument, status: megabytes(4) }],
  ["a time of archiving", { ...sessionDocument, archived_at: megabytes(4) }],
  ["an agent's id", { ...sessionDocument, agent: { ...sessionDocument.agent, id: megabytes(4) } }],
  ["a hundred thousand tools", withTool({ list: Array.from({ length: 100_000 }, () => 1e-7) })],
])(
  "an answer with %s of many megabytes",
  async (_name, document) => {
    const body = JSON.stringify(document).replaceAll("1e+22", "12345678901234567890123");
    world = await startFuzzWorld(text(200, body));
    const exclusive = { ...inputsDocument, ownership: "exclusive", absent: undefined };
    for (const inputs of [inputsDocument, exclusive]) {
      await world.run("create", inputs, stateDocument);
      await world.run("read", inputs, stateDocument);
    }
  },
  60_000,
);

test("inputs nested a hundred thousand levels deep are refused by check, and by every verb that is given them", async () => {
  world = await startFuzzWorld(text(200, JSON.stringify(sessionDocument)));
  const schema = JSON.parse(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`) as unknown;
  const tools = [{ type: "custom", name: "deep", description: "d", inputSchema: schema }];
  for (const verb of ["check", "create", "update", "delete", "read"] as const) {
    await world.run(verb, { ...inputsDocument, tools }, { ...stateDocument, tools });
  }
});
