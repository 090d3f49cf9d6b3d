import fc from "fast-check";
import { builtInTools } from "../../provider/model/agent-toolset";
import type { McpServer } from "../../provider/model/mcp-servers";
import type { ObservedSession } from "../../provider/model/session";
import type { Tool } from "../../provider/model/tools";

/*
 * Generated entries as users write them (every optional member sometimes there, sometimes null) and sessions as servers
 * show them. All of them keep the rules of the API, or no law could be stated.
 */

const policy = fc.constantFrom("always_allow", "always_ask", "auto").map((type) => ({ type }));
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const word = fc.stringMatching(/^[a-z][a-z0-9_-]{0,11}$/);
const host = fc.constantFrom("a.com", "B.com", "docs.c.org", "d.net/");

const rights = { enabled: maybe(fc.boolean()), permissionPolicy: maybe(policy) };
const optional = { requiredKeys: [] as [] };
const defaults = fc.record(rights, optional);

const source = fc.oneof(
  fc.constantFrom("all" as const, "none" as const),
  fc.record({
    type: fc.constantFrom("only" as const, "except" as const),
    tools: fc
      .uniqueArray(word, { minLength: 1, maxLength: 3 })
      .map((names) => names.map((name) => ({ type: "tool_reference" as const, name }))),
  }),
);

const webMembers = fc.oneof(
  fc.record({ allowedDomains: fc.uniqueArray(host, { minLength: 1, maxLength: 3 }) }),
  fc.record({ blockedDomains: fc.uniqueArray(host, { minLength: 1, maxLength: 3 }) }),
  fc.constant({}),
);

const agentConfig = (name: (typeof builtInTools)[number]): fc.Arbitrary<object> => {
  const plain = fc.record(rights, optional).map((members) => ({ name, ...members }));
  if (name === "web_fetch") {
    const extra = fc.record(
      {
        maxContentTokens: maybe(fc.integer({ min: 1, max: 9999 })),
        urlSources: fc.record({ userInput: source }),
      },
      optional,
    );
    return fc.tuple(plain, webMembers, extra).map((parts) => Object.assign({}, ...parts));
  }
  if (name === "web_search") {
    const place = fc.record({
      userLocation: maybe(fc.record({ type: fc.constant("approximate" as const), city: word })),
    });
    return fc.tuple(plain, webMembers, place).map((parts) => Object.assign({}, ...parts));
  }
  return plain;
};

const agentToolset = fc
  .tuple(
    fc.record({ defaultConfig: maybe(defaults) }, optional),
    fc.option(
      fc
        .uniqueArray(fc.constantFrom(...builtInTools), { maxLength: 4 })
        .chain((names) => fc.tuple(...names.map(agentConfig))),
      { nil: undefined },
    ),
  )
  .map(([members, configs]) => ({
    type: "agent_toolset_20260401",
    ...members,
    ...(configs === undefined ? {} : { configs }),
  }));

const mcpToolset = (mcpServerName: string) =>
  fc
    .record(
      {
        defaultConfig: maybe(defaults),
        configs: fc
          .uniqueArray(word, { maxLength: 4 })
          .chain((names) =>
            fc.tuple(
              ...names.map((name) =>
                fc.record(rights, optional).map((members) => ({ name, ...members })),
              ),
            ),
          ),
      },
      optional,
    )
    .map((members) => ({ type: "mcp_toolset", mcpServerName, ...members }));

const customTool = (name: string) =>
  fc
    .record({ description: fc.string({ minLength: 1 }), properties: fc.jsonValue() })
    .map(({ description, properties }) => ({
      type: "custom",
      name: `c_${name}`,
      description,
      inputSchema: { type: "object", properties },
    }));

const otherTool = (name: string) =>
  fc.record({ depth: fc.nat(), options: fc.array(fc.nat()) }).map((members) => ({
    type: "toolset_of_tomorrow",
    name,
    ...members,
  }));

export interface Arrays {
  readonly tools: readonly Tool[];
  readonly mcpServers: readonly McpServer[];
}

/** Both arrays as a user may declare them: every server with its toolset, every key once. */
export const arrays: fc.Arbitrary<Arrays> = fc
  .record({
    agent: fc.option(agentToolset, { nil: undefined }),
    servers: fc.uniqueArray(word, { maxLength: 4 }),
    custom: fc.uniqueArray(word, { maxLength: 3 }),
    other: fc.uniqueArray(word, { maxLength: 2 }),
  })
  .chain(({ agent, servers, custom, other }) =>
    fc.record({
      tools: fc
        .tuple(...servers.map(mcpToolset), ...custom.map(customTool), ...other.map(otherTool))
        .map((tools) => [...(agent === undefined ? [] : [agent]), ...tools] as unknown as Tool[]),
      mcpServers: fc
        .tuple(...servers.map((name) => fc.nat(3).map((path) => ({ name, path }))))
        .map((list) =>
          list.map(({ name, path }) => ({
            type: "url" as const,
            name,
            url: `https://${name}.example.com/${path}`,
          })),
        ),
    }),
  );

/** A session that has these arrays; `raw` carries a member that nobody here knows. */
export function sessionWith({ tools, mcpServers }: Arrays): ObservedSession {
  const observed = <Entry>(entry: Entry) => ({ entry, raw: { ...entry, unheard_of: [1, null] } });
  return {
    sessionId: "sesn_1",
    status: "idle",
    agentId: "agent_1",
    tools: tools.map(observed),
    mcpServers: mcpServers.map(observed),
  };
}
