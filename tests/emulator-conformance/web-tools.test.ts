import { AGENT_TOOLSET, closeAll, expectError, startRaw } from "./raw-http";

afterEach(closeAll);

const reference = (name: string) => ({ type: "tool_reference", name });
const LOOKUP = {
  type: "custom",
  name: "lookup",
  description: "Looks up",
  input_schema: { type: "object" },
};

/** Updates a session with one config of a web tool, and one custom tool beside it. */
async function updateWith(config: object, custom: object = LOOKUP) {
  const { emulator, update } = await startRaw();
  const { id } = emulator.seed();
  return update(id, { agent: { tools: [{ ...AGENT_TOOLSET, configs: [config] }, custom] } });
}

const domains = (...allowed_domains: string[]) => ({ name: "web_fetch", allowed_domains });

test.each([
  ["a.com", "b.com", "a.com"],
  ["127.1"],
  ["0x7f.0.0.1"],
  ["2130706433"],
  ["-a.com"],
  ["a-.b.com"],
  ["a.local"],
  ["a.b.localdomain"],
  ["a.com/docs"],
])("C74: the domains %s %s %s are refused for web_fetch", async (...list) => {
  expectError(await updateWith(domains(...list)), 400, "invalid_request_error", "allowed_domains");
});

test("C75: domains are told apart letter by letter, underscores are letters, a last slash is ignored", async () => {
  const list = ["a.com", "www.a.com", "A.com", "my_host.a.com", "b.com/"];
  const answer = await updateWith(domains(...list));
  expect(answer.status).toBe(200);
});

const zone = (timezone: string) => ({
  name: "web_search",
  user_location: { type: "approximate", timezone },
});

test("C76: a time zone is a valid IANA name", async () => {
  expect((await updateWith(zone("Europe/Berlin"))).status).toBe(200);
  for (const wrong of ["Europe/Kiel", "+02:00"]) {
    expectError(await updateWith(zone(wrong)), 400, "invalid_request_error", "timezone");
  }
});

const from = (url_sources: object) => ({ name: "web_fetch", url_sources });

test.each<[string, object]>([
  ["user input by tool", { user_input: { type: "only", tools: [reference("lookup")] } }],
  ["only without tools", { client_tool_results: { type: "only" } }],
  ["only with none", { client_tool_results: { type: "only", tools: [] } }],
  ["all with tools", { client_tool_results: { type: "all", tools: [reference("lookup")] } }],
  [
    "a tool named twice",
    { client_tool_results: { type: "only", tools: [reference("lookup"), reference("lookup")] } },
  ],
  [
    "a client tool that is not there",
    { client_tool_results: { type: "except", tools: [reference("x")] } },
  ],
  ["a built-in client tool", { client_tool_results: { type: "only", tools: [reference("bash")] } }],
  [
    "a server tool that is none",
    { server_tool_results: { type: "only", tools: [reference("lookup")] } },
  ],
])("C77: %s is refused in url_sources", async (_name, sources) => {
  expectError(await updateWith(from(sources)), 400, "invalid_request_error", "url_sources");
});

test("C78: a custom tool that url_sources names stays as long as it is named", async () => {
  const { emulator, update } = await startRaw();
  const config = from({ client_tool_results: { type: "only", tools: [reference("lookup")] } });
  const toolset = { ...AGENT_TOOLSET, configs: [config] };
  const { id } = emulator.seed();
  expect((await update(id, { agent: { tools: [toolset, LOOKUP] } })).status).toBe(200);
  const without = await update(id, { agent: { tools: [toolset] } });
  expectError(without, 400, "invalid_request_error", 'references "lookup"');
  expect((await update(id, { agent: { tools: [AGENT_TOOLSET] } })).status).toBe(200);
});

test.each([
  [4096, 200],
  [4097, 400],
])("C79: a description of %d characters is %d", async (length, status) => {
  const custom = { ...LOOKUP, description: "x".repeat(length) };
  expect((await updateWith({ name: "bash" }, custom)).status).toBe(status);
});
