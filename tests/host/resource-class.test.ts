import * as pulumi from "@pulumi/pulumi";
import {
  AgentSessionOverrides,
  agentToolset,
  mcpServer,
  mcpToolset,
  Provider,
  SessionOverrides,
} from "../../sdk";
import * as native from "../../sdk/native";
import { providerText } from "../../sdk/provider-text";

interface Registration {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

const registered: Registration[] = [];

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    call: () => ({}),
    newResource: ({ type, name, inputs, id }) => {
      registered.push({ type, name, inputs });
      return { id: id || `${name}-id`, state: inputs };
    },
  });
});

async function registrationOf(name: string, urn: pulumi.Output<string>): Promise<Registration> {
  await new Promise((resolve) => urn.apply(resolve));
  const found = registered.find((registration) => registration.name === name);
  if (found === undefined) throw new Error(`${name} was not registered`);
  return found;
}

const type = "pulumi-nodejs:dynamic/managed-agents:SessionOverrides";

describe("the resource class", () => {
  test("registers its type with the inputs, the constant text and its own URN", async () => {
    const resource = new SessionOverrides("support", {
      sessionId: "sesn_1",
      tools: [agentToolset(), mcpToolset("linear")],
      mcpServers: [mcpServer("linear", "https://mcp.linear.app/sse")],
    });
    const registration = await registrationOf("support", resource.urn);
    expect(registration.type).toBe(type);
    expect(registration.inputs).toMatchObject({
      sessionId: "sesn_1",
      tools: [{ type: "agent_toolset_20260401" }, { type: "mcp_toolset", mcpServerName: "linear" }],
      mcpServers: [{ type: "url", name: "linear", url: "https://mcp.linear.app/sse" }],
      __provider: providerText("SessionOverrides"),
    });
    const urn = await new Promise((resolve) => resource.urn.apply(resolve));
    expect(registration.inputs.__urn).toBe(urn);
    expect(registration.inputs).not.toHaveProperty("__timeouts");
  });

  test("passes custom timeouts on, which the dynamic host does not", async () => {
    const customTimeouts = { create: "90s", update: "2m" };
    const resource = new SessionOverrides("timed", { sessionId: "sesn_1" }, { customTimeouts });
    const { inputs } = await registrationOf("timed", resource.urn);
    expect(inputs.__timeouts).toEqual(customTimeouts);
  });

  test("gets a session that it does not manage", async () => {
    const resource = SessionOverrides.get("existing", "sesn_9");
    await registrationOf("existing", resource.urn);
    const id = await new Promise((resolve) => resource.id.apply(resolve));
    expect(id).toBe("sesn_9");
  });

  test("knows its own instances", () => {
    const resource = new SessionOverrides("known", { sessionId: "sesn_1" });
    expect(SessionOverrides.isInstance(resource)).toBe(true);
    expect(SessionOverrides.isInstance({})).toBe(false);
    expect(SessionOverrides.isInstance(new Provider("other-kind"))).toBe(false);
  });

  test.each([
    [SessionOverrides, "pulumi-nodejs:dynamic/managed-agents:SessionOverrides"],
    [AgentSessionOverrides, "pulumi-nodejs:dynamic/managed-agents:AgentSessionOverrides"],
    [native.SessionOverrides, "managed-agents:index:SessionOverrides"],
    [native.AgentSessionOverrides, "managed-agents:index:AgentSessionOverrides"],
  ])("is known to Pulumi's policy SDK by its type: %p, %s", (kind, type) => {
    // What the SDK's isTypeOf asks.
    expect(kind.isInstance({ __pulumiType: type })).toBe(true);
    expect(kind.isInstance({ __pulumiType: "aws:s3/bucket:Bucket" })).toBe(false);
    expect(kind.isInstance(undefined)).toBe(false);
  });

  test("an account of its own has its settings under the keys of a stack's config", async () => {
    const provider = new Provider("second", {
      apiKey: "sk-ant-second",
      baseUrl: "http://127.0.0.1:1",
      allowInsecureHttp: true,
    });
    const { inputs } = await registrationOf("second", provider.urn);
    const text = JSON.stringify(inputs);
    expect(text).toContain("managed-agents:apiKey");
    expect(text).toContain('"managed-agents:allowInsecureHttp":"true"');
    expect(text).not.toContain("managed-agents:authToken");
  });
});
