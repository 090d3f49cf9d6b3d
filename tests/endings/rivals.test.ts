import { ENGINE_TEST_TIMEOUT_MS } from "../engine/harness";
import { closeEmulators, failureOf, outputOf, type SessionStack } from "../engine/session-stack";
import { account, endingsStack, fleet, kinds, session } from "./world";

/** Resources that would undo each other at every deployment are refused, with both names. */

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

const writes = (stack: { requests(): string[] }) =>
  stack.requests().filter((line) => !line.startsWith("GET"));

describe.each(kinds)("%s", (_host, kind) => {
  test.each(["single first", "agent's first"])(
    "one session and its agent's, both exclusive, in the preview: %s",
    async (order) => {
      const stack = await endingsStack(kind, 2);
      const both = [
        () => session(kind, "one", { sessionId: "sesn_0" }),
        () => fleet(kind, "all", { statuses: ["idle"] }),
      ];
      stack.setProgram(async () => void session(kind, "one", { sessionId: "sesn_0" }));
      await outputOf(stack.up());
      stack.requests();
      stack.setProgram(async () => {
        const [first, second] = order === "single first" ? both : [...both].reverse();
        const dependsOn = first?.();
        expect(dependsOn).toBeDefined();
        second?.();
      });
      const failure = await failureOf(stack.preview());
      expect(failure).toMatch(/declared by "(all|one)" as well/);
      expect(failure).toMatch(/\b(one|all)\b/);
      expect(failure).toContain("list session sesn_0 under exclude of the AgentSessionOverrides");
      expect(writes(stack)).toEqual([]);

      stack.setProgram(async () => {
        session(kind, "one", { sessionId: "sesn_0" });
        fleet(kind, "all", { exclude: ["sesn_0"] });
      });
      await outputOf(stack.preview());
    },
  );

  test("a new single resource beside its agent's, by its create, before anything is written", async () => {
    const stack = await endingsStack(kind, 1);
    stack.setProgram(async () => void fleet(kind, "all"));
    await outputOf(stack.up());
    stack.requests();
    stack.setProgram(async () => {
      fleet(kind, "all");
      session(kind, "one", { sessionId: "sesn_0", tools: [] });
    });
    const failure = await failureOf(stack.up());
    expect(failure).toContain(
      'cannot declare session sesn_0 here: tools: the whole of tools of session sesn_0 is declared by "all" as well',
    );
    expect(failure).toContain("Nothing was changed.");
    expect(writes(stack)).toEqual([]);
  });

  const shared = { sessionId: "sesn_0", ownership: "shared" } as const;
  const linear = {
    tools: [{ type: "mcp_toolset", mcpServerName: "linear" }],
    mcpServers: [{ type: "url", name: "linear", url: "https://mcp.linear.app/sse" }],
  };

  test.each<[string, (stack: SessionStack) => void, RegExp]>([
    [
      "two of one agent, whatever their filters",
      () => {
        fleet(kind, "idle", { statuses: ["idle"] });
        fleet(kind, "some", { exclude: ["sesn_9"] });
      },
      /the whole of tools of the sessions of agent_1 is declared by "(idle|some)" as well/,
    ],
    [
      "two of one session under different accounts",
      (stack) => {
        session(kind, "here", { sessionId: "sesn_0" });
        session(kind, "there", { sessionId: "sesn_0" }, { provider: account(kind, stack) });
      },
      /the whole of tools of session sesn_0 is declared by "(here|there)" as well/,
    ],
    [
      "a server that must be absent beside its toolset",
      () => {
        session(kind, "declaring", { ...shared, ...linear } as never);
        const absent = { tools: ["mcp:linear"] };
        new kind.Session("forbidding", { ...shared, absent });
      },
      /"(mcp:)?linear" of session sesn_0 (is declared here and must be absent by "forbidding"|must be absent here and is declared by "declaring")/,
    ],
  ])("%s, in the preview", async (_name, declare, told) => {
    const stack = await endingsStack(kind, 1);
    stack.setProgram(async () => declare(stack));
    expect(await failureOf(stack.preview())).toMatch(told);
    expect(writes(stack)).toEqual([]);
  });
});
