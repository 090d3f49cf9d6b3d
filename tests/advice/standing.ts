import { customTool, mcpServer, mcpToolset, shared, wire } from "../shared/entries";
import { sessionId, startWorld } from "../shared/world";
import { type AdviceCase, declared, isArchived, type Situation } from "./case";

const up = ({ resource }: Situation, inputs = {}) => resource.up({ ...declared, ...inputs });

/** A session that is not there, has ended, belongs to somebody else or has what does not fit. */
export const standing: readonly AdviceCase[] = [
  {
    name: "an id that is none",
    advice: "Check the id, and that the key belongs to the session's workspace",
    fails: (at) => up(at, { sessionId: "sesn_2" }),
    follow: (at) => up(at),
  },
  {
    name: "a session that has ended",
    advice: "Take the resource out of the program, or point sessionId at a live session",
    fails: async (at) => {
      at.world.emulator.seed({ id: "sesn_2" });
      at.world.emulator.archive("sesn_2");
      await up(at, { sessionId: "sesn_2" });
    },
    follow: (at) => up(at),
  },
  {
    name: "a session that was last seen elsewhere",
    advice: "Set managed-agents:baseUrl and the key to where the session is",
    fails: async (at) => {
      await up(at, { onDelete: "archive" });
      const other = await startWorld({ organizationId: "org_b" });
      await other.resource(at.resource.state).destroy();
    },
    follow: ({ resource }) => resource.destroy(),
    reached: isArchived,
  },
  {
    name: "a session that has really gone elsewhere",
    advice: "take the resource out of the state (pulumi state delete) and declare it anew",
    fails: async (at) => {
      const other = await startWorld({ organizationId: "org_b" });
      other.emulator.seed({ id: sessionId });
      const before = other.resource();
      await before.up(declared);
      at.world.emulator.remove(sessionId);
      await at.world.resource(before.state).refresh();
    },
    follow: async (at) => {
      at.world.emulator.seed({ id: sessionId });
      await up({ ...at, resource: at.world.resource() });
    },
  },
  {
    name: "an array that does not fit what the session has",
    advice: "Declare both tools and mcpServers, or make them fit",
    fails: (at) => up(at, { tools: [mcpToolset("linear")] }),
    follow: (at) =>
      up(at, {
        tools: [...(declared.tools as object[]), mcpToolset("linear")],
        mcpServers: [mcpServer("linear")],
      }),
  },
  {
    name: "a state that does not know what was before",
    advice:
      'Put them right by hand, set onDelete to "retain" and deploy that first (a removal goes by what was last deployed), then remove the resource',
    fails: async (at) => {
      await up(at, shared({ onDelete: "restore" }));
      const { baseline: _baseline, ...state } = at.resource.state ?? {};
      await at.world.resource(state).destroy();
    },
    follow: async (at) => {
      const { baseline: _baseline, ...state } = at.resource.state ?? {};
      const resource = at.world.resource(state);
      await resource.up({ ...declared, ...shared({ onDelete: "retain" }) });
      await resource.destroy();
    },
  },
  {
    name: "another writer who comes in between every time",
    advice: "Run again when the other writer has finished; a refresh shows what the session has",
    options: {
      before: (call, count, { emulator }) => {
        if (call === "updateSession" && count < 10) {
          emulator.edit(sessionId, { tools: [wire.custom(`theirs_${count}`)] });
        }
      },
    },
    fails: (at) => up(at, shared({ tools: [customTool("ours")] })),
    follow: async (at) => {
      await at.resource.refresh();
      for (let count = 0; count < 3; count++) {
        await up(at, shared({ tools: [customTool("ours")] })).catch(() => undefined);
      }
      await up(at, shared({ tools: [customTool("ours")] }));
    },
    reached: ({ world }) => expect(world.stored().tools).toContainEqual(wire.custom("ours")),
  },
];
