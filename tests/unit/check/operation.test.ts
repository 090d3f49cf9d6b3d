import type { Note, NoticeBoard } from "../../../provider/check/notes";
import { parseNote } from "../../../provider/check/notes";
import {
  createOperation,
  declaredOfFleet,
  declaredOfSession,
  type Operation,
} from "../../../provider/check/operation";
import { UNKNOWN } from "../../../provider/model/unknown";
import { agentToolset, customTool, type Inputs, mcpServer, mcpToolset } from "./checking";

/** What one operation of the engine shows: who may end a session, and which resources would undo each other. */

const sessionId = "sesn_1";
const agentId = "agent_1";
const urn = (name: string) => `urn:pulumi:dev::project::type::${name}`;
const session = (inputs: Inputs = {}) => declaredOfSession({ sessionId, tools: [], ...inputs });
const fleet = (inputs: Inputs = {}) => declaredOfFleet({ agentId, tools: [], ...inputs });
const checking = (operation: Operation, name: string, declared = session(), prior?: Inputs) =>
  operation.check(urn(name), declared, prior && declaredOfSession(prior));

describe("the fate of a session whose resource is deleted", () => {
  const removed = { kind: "removed" };
  const replaced = { kind: "replaced" };
  const kept = (heir: string) => ({ kind: "kept", heir: `"${heir}"` });
  const other = session({ sessionId: "sesn_2" });

  test.each<[string, (operation: Operation) => void, object]>([
    ["nothing was checked: a destroy", () => undefined, removed],
    ["others declare other sessions", (op) => checking(op, "b", other), removed],
    ["it declares another session", (op) => checking(op, "a", other), replaced],
    [
      "its session is not known",
      (op) => checking(op, "a", session({ sessionId: UNKNOWN })),
      replaced,
    ],
    ["it declares the session again", (op) => checking(op, "a"), kept("a")],
    ["another name declares it", (op) => checking(op, "b"), kept("b")],
    [
      "another name declares it, and it another",
      (op) => {
        checking(op, "a", other);
        checking(op, "b");
      },
      kept("b"),
    ],
    ["its agent's sessions are declared", (op) => checking(op, "all", fleet()), kept("all")],
    [
      "its agent's are declared without it",
      (op) => checking(op, "all", fleet({ exclude: [sessionId] })),
      removed,
    ],
    [
      "its agent's of one version are declared, which may be its own",
      (op) => checking(op, "all", fleet({ agentVersion: 7 })),
      kept("all"),
    ],
    [
      "another agent's are declared",
      (op) => checking(op, "all", fleet({ agentId: "agent_2" })),
      removed,
    ],
    [
      "another name, by an alias, declared before what it declares",
      (op) => checking(op, "alias", other, { sessionId, tools: [] }),
      replaced,
    ],
    [
      "another name declared other entries before",
      (op) => checking(op, "alias", other, { sessionId, tools: [agentToolset()] }),
      removed,
    ],
    ["the program looks at another under its name", (op) => op.noteRead(urn("a")), replaced],
    [
      "the engine asked about unknown inputs",
      (op) => op.noteCondemned(urn("a")),
      { kind: "uncertain" },
    ],
    [
      "the operation is over",
      (op) => {
        checking(op, "a", other);
        op.forget();
      },
      removed,
    ],
  ])("%s", (_name, happen, fate) => {
    const operation = createOperation();
    operation.noteAgent(sessionId, agentId);
    happen(operation);
    operation.noteAgent(sessionId, agentId);
    expect(operation.fateOf(urn("a"), session(), false)).toEqual(fate);
  });

  test("an agent that no state tells may be anybody's", () => {
    const operation = createOperation();
    checking(operation, "all", fleet());
    expect(operation.fateOf(urn("a"), session(), false)).toEqual(kept("all"));
  });

  test("restoring goes on beside who declares other entries", () => {
    const operation = createOperation();
    const owner = (name: string) => session({ ownership: "shared", tools: [customTool({ name })] });
    checking(operation, "b", owner("theirs"));
    expect(operation.fateOf(urn("a"), owner("ours"), true)).toEqual(removed);
    expect(operation.fateOf(urn("a"), owner("theirs"), true)).toEqual(kept("b"));
  });
});

describe("rivals", () => {
  const known = (operation: Operation) => operation.noteAgent(sessionId, agentId);

  test.each([true, false])(
    "a session and its agent's, once it is known whose it is (%s)",
    (isSessionFirst) => {
      const operation = createOperation();
      const check = [() => checking(operation, "one"), () => checking(operation, "all", fleet())];
      const [first, second] = isSessionFirst ? check : [...check].reverse();
      expect([first?.(), second?.()]).toEqual([[], []]);
      known(operation);
      expect(operation.rivalsOn(urn("one"), { sessionId, agentId })).toEqual([
        {
          path: "tools",
          reason:
            'the whole of tools of session sesn_1 is declared by "all" as well; one resource may declare an entry, or use ownership "shared" in both and part the entries, or list session sesn_1 under exclude of the AgentSessionOverrides',
        },
      ]);
      expect(checking(operation, "all", fleet())).toHaveLength(1);
      expect(checking(operation, "one")).toHaveLength(1);
    },
  );

  test.each<[string, Inputs]>([
    ["excludes it", { exclude: [sessionId] }],
    ["may exclude it", { exclude: [UNKNOWN] }],
    ["is of another version, as far as is known", { agentVersion: 2 }],
    ["is of another time, as far as is known", { createdAfter: "2026-01-01T00:00:00Z" }],
    ["declares other arrays", { tools: undefined, mcpServers: [] }],
    ["is another agent's", { agentId: "agent_2" }],
  ])("are none where the agent's resource %s", (_name, filters) => {
    const operation = createOperation();
    known(operation);
    checking(operation, "one");
    expect(checking(operation, "all", fleet(filters))).toEqual([]);
  });

  test("versions and times are held against what a look tells", () => {
    const operation = createOperation();
    checking(operation, "one");
    checking(operation, "all", fleet({ agentVersion: 2, createdAfter: "2026-01-01T00:00:00Z" }));
    const at = (agentVersion: number, createdAt: string) =>
      operation.rivalsOn(urn("one"), { sessionId, agentId, agentVersion, createdAt }).length;
    expect(at(2, "2026-01-02T00:00:00Z")).toBe(1);
    expect(at(1, "2026-01-02T00:00:00Z")).toBe(0);
    expect(at(2, "2025-01-02T00:00:00Z")).toBe(0);
  });

  const shared = (inputs: Inputs) => session({ tools: undefined, ownership: "shared", ...inputs });
  const toolset = shared({ tools: [mcpToolset("linear")] });
  const server = shared({ mcpServers: [mcpServer("linear")] });

  test.each([
    ["a server and its toolset", shared({ absent: { mcpServers: ["linear"] } }), toolset, 1],
    ["a toolset and its server", shared({ absent: { tools: ["mcp:linear"] } }), server, 1],
    ["another server", shared({ absent: { mcpServers: ["github"] } }), toolset, 0],
    [
      "a server, beside arrays that do not have it",
      shared({ absent: { mcpServers: ["linear"] } }),
      session({ mcpServers: [mcpServer("github")] }),
      0,
    ],
    [
      "a server, beside arrays that have it",
      shared({ absent: { mcpServers: ["linear"] } }),
      session({ tools: undefined, mcpServers: [mcpServer("linear")] }),
      1,
    ],
  ])("what must be absent: %s", (_name, forbidding, declaring, count) => {
    for (const [first, second] of [
      [forbidding, declaring],
      [declaring, forbidding],
    ] as const) {
      const operation = createOperation();
      checking(operation, "first", first);
      expect(checking(operation, "second", second)).toHaveLength(count);
    }
  });
});

describe("processes of one operation", () => {
  /** Two boards over the same notes; what one posts the other reads. */
  function boards(): readonly [NoticeBoard, NoticeBoard] {
    const posted: string[][] = [[], []];
    const board = (own: number): NoticeBoard => {
      let seen = 0;
      return {
        post: (note) => void posted[own]?.push(JSON.stringify(note)),
        read: () => {
          const notes = posted[1 - own]?.slice(seen) ?? [];
          seen += notes.length;
          return notes.flatMap((text): Note[] => {
            const note = parseNote(text);
            return note === undefined ? [] : [note];
          });
        },
        clear: () => undefined,
      };
    };
    return [board(0), board(1)];
  }

  function processes() {
    const [one, other] = [createOperation(), createOperation()];
    const [first, second] = boards();
    one.join(first);
    other.join(second);
    return [one, other] as const;
  }

  test("know each other's claims, agents and resources", () => {
    const [one, other] = processes();
    checking(one, "one");
    one.noteAgent(sessionId, agentId);
    expect(checking(other, "two")[0]?.reason).toContain('declared by "one" as well');
    expect(checking(other, "all", fleet({ createdBefore: "2026-01-01T00:00:00Z" }))).toEqual([]);
    expect(checking(other, "all", fleet({ exclude: ["sesn_9"] }))).toHaveLength(1);
    other.noteAgent("sesn_7", "agent_7");
    expect(one.fateOf(urn("two"), session({ sessionId: "sesn_7" }), false).kind).toBe("replaced");
    expect(one.declarantOf("sesn_1")).toBe(`"one"`);
  });

  test("a text that is no note is passed over", () => {
    for (const text of [
      "",
      "{",
      "null",
      "[]",
      '{"kind":"checked"}',
      '{"kind":"other","urn":"a"}',
    ]) {
      expect(parseNote(text)).toBeUndefined();
    }
  });
});
