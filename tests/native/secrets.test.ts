import { hidingSecrets, type Properties, secret } from "./plugin";
import { onePluginWorld, sessionId, startPluginWorld, toolset } from "./plugin-world";

const world = onePluginWorld();

describe("a secret", () => {
  const url = "https://mcp.example.com/token-0123456789";
  const declared = (address: unknown): Properties => ({
    sessionId,
    tools: [toolset(), { type: "mcp_toolset", mcpServerName: "private" }],
    mcpServers: [
      { type: "url", name: "open", url: "https://open.example.com" },
      { type: "url", name: "private", url: address },
    ],
  });
  const both = (address: unknown) => {
    const { tools, ...rest } = declared(address);
    return { ...rest, tools: [...(tools as []), { type: "mcp_toolset", mcpServerName: "open" }] };
  };

  test("in a server's URL stays one, alone, in inputs, state and drift, whatever order the server answers in", async () => {
    const shuffled = await startPluginWorld({ emulatorOptions: { shuffleArrays: true } });
    const { inputs } = await shuffled.check({}, both(secret(url)));
    const { properties } = await shuffled.create(inputs);
    shuffled.emulator.edit(sessionId, {
      mcp_servers: [
        { type: "url", name: "private", url: `https://mcp.example.com/another-secret` },
        { type: "url", name: "open", url: "https://open.example.com" },
      ],
    });
    const read = await shuffled.read(sessionId, properties, inputs);
    for (const stored of [inputs, properties, read.inputs, read.properties]) {
      const seen = hidingSecrets(stored) as Properties;
      expect(seen).toMatchObject({
        mcpServers: [
          { name: "open", url: "https://open.example.com" },
          { name: "private", url: "[secret]" },
        ],
        access: { "mcp:private": "[secret]", "mcp:open": "https://open.example.com" },
      });
      expect(JSON.stringify(seen)).not.toMatch(/token-0123456789|another-secret/);
    }
  });

  test("is in no line and no error", async () => {
    const bad = secret("htp://token-0123456789");
    const { failures } = await world().check({}, declared(bad));
    expect(failures.length).toBeGreaterThan(0);
    const { inputs } = await world().check({}, both(secret(url)));
    await world().create(inputs, { preview: true });
    world().emulator.faults.always(
      { kind: "refuse", status: 400, type: "invalid_request_error", message: `bad url ${url}` },
      { method: "POST" },
    );
    const error = await world()
      .create(inputs)
      .then(
        () => "no error",
        (thrown: Error) => thrown.message,
      );
    world().emulator.faults.clear();
    expect(error).toContain("bad url [secret]");
    expect(JSON.stringify([failures, error]) + world().plugin.told()).not.toContain("token-01");
  });

  test("in a custom tool's schema is hidden alone", async () => {
    const inputSchema = secret({ type: "object", properties: { key: { const: "k-0123456789" } } });
    const tool = { type: "custom", name: "lookup", description: "Looks up.", inputSchema };
    const { inputs } = await world().check({}, { sessionId, tools: [toolset(), tool] });
    const { properties } = await world().create(inputs);
    const read = await world().read(sessionId, properties, inputs);
    for (const stored of [inputs, properties, read.inputs, read.properties]) {
      expect(hidingSecrets(stored)).toMatchObject({
        tools: [{}, { name: "lookup", description: "Looks up.", inputSchema: "[secret]" }],
      });
    }
  });
});
