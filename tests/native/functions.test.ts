import { callFunction } from "../../provider/in-program";
import { packageSchema } from "../../provider/schema/package-schema";
import type { Properties } from "./plugin";
import { apiKey, onePluginWorld, sessionId, startPluginWorld } from "./plugin-world";

const world = onePluginWorld();

describe("functions", () => {
  const session = packageSchema().types["managed-agents:index:Session"];
  const members = session !== undefined && "properties" in session ? session.properties : {};

  test("getSession tells what the schema promises, live status included", async () => {
    world().emulator.startTurn(sessionId);
    const found = await world().invoke("getSession", { sessionId });
    expect(found).toMatchObject({
      sessionId,
      status: "running",
      tools: [{ type: "agent_toolset_20260401" }],
      mcpServers: [],
      access: { bash: "always_allow" },
    });
    expect(Object.keys(members)).toEqual(expect.arrayContaining(Object.keys(found)));
    expect(world().requests()).toEqual(["GET session 200"]);
  });

  test("getSession of none says so", async () => {
    await expect(world().invoke("getSession", { sessionId: "sesn_none" })).rejects.toThrow(
      /there is no session sesn_none/,
    );
  });

  test("listSessions follows the cursors, newest first", async () => {
    const other = await startPluginWorld();
    for (let index = 0; index < 250; index++) other.emulator.seed({ id: `sesn_n${index}` });
    other.requests();
    const { sessions } = (await other.invoke("listSessions", {})) as { sessions: Properties[] };
    expect(sessions).toHaveLength(251);
    expect(sessions[0]?.sessionId).toBe("sesn_n249");
    expect(other.requests()).toHaveLength(6);
    const few = (await other.invoke("listSessions", { limit: 2 })) as { sessions: Properties[] };
    expect(few.sessions).toHaveLength(2);
  });
});

describe("in a program and from the plugin", () => {
  test.each([
    ["getSession", { sessionId }],
    ["listSessions", { statuses: ["running"], limit: 5 }],
    ["getSession", { sessionId: "sesn_none" }],
    ["listSessions", { limit: 0 }],
  ] as const)("%s %j answers the same in a program as from the plugin", async (name, args) => {
    const { emulator, invoke } = await startPluginWorld();
    emulator.startTurn(sessionId, { polls: 100 });
    const settings = new Map([
      ["managed-agents:apiKey", apiKey],
      ["managed-agents:baseUrl", emulator.url],
    ]);
    const told = (answering: Promise<unknown>) =>
      answering.catch((error: Error & { readonly details?: string }) => ({
        refused: error.details ?? error.message,
      }));
    const fromPlugin = await told(invoke(name, args));
    const inProgram = await told(callFunction(name, args, (key) => settings.get(key)));
    expect(inProgram).toEqual(fromPlugin);
  });
});
