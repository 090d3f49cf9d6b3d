import type { CustomResourceOptions } from "@pulumi/pulumi";
import { ENGINE_TEST_TIMEOUT_MS } from "../engine/harness";
import { changesOf, closeEmulators, failureOf, outputOf } from "../engine/session-stack";
import { asking, endingsStack, fleet, ids, kinds, live, session, urnOf } from "./world";

/** A replacement ends no session: only taking the resource out of the program does. */

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

describe.each(kinds)("%s", (_host, kind) => {
  test("a list that grows at its front, each resource deleted before it is replaced, ends none", async () => {
    const stack = await endingsStack(kind, 3);
    const list = (sessions: readonly string[]) => async () => {
      let before: CustomResourceOptions = {};
      sessions.forEach((sessionId, index) => {
        const options = { deleteBeforeReplace: true, ...before };
        before = { dependsOn: [session(kind, `item-${index}`, { sessionId }, options)] };
      });
    };
    stack.setProgram(list(["sesn_1", "sesn_2"]));
    await outputOf(stack.up());
    stack.setProgram(list(["sesn_0", "sesn_1", "sesn_2"]));
    expect(await changesOf(stack.up())).toMatchObject({ replace: 2, create: 1 });
    expect(live(stack, 3)).toEqual(ids(3));
    expect(await changesOf(stack.up())).toEqual({ same: 4 });
  });

  test("an id that comes from a replaced resource and is the same ends none, and replaces nothing", async () => {
    const stack = await endingsStack(kind, 2);
    stack.setProgram(async () => {
      const source = session(
        kind,
        "source",
        { sessionId: "sesn_0", onDelete: "retain" },
        { deleteBeforeReplace: true },
      );
      session(kind, "support", { sessionId: source.agentId.apply(() => "sesn_1") as never });
    });
    await outputOf(stack.up());
    const replace = [await urnOf(stack, "source")];
    const preview = await outputOf(stack.preview({ replace }));
    expect(preview).toContain(
      "sessionId is not known yet; if it turns out to be another one, session sesn_1 is released and left as before",
    );
    expect(await changesOf(stack.up({ replace }))).toEqual({ same: 2, replace: 1 });
    expect(live(stack, 2)).toEqual(ids(2));
  });

  test("a wrong id ends none, and the way back finds the session as it was", async () => {
    const stack = await endingsStack(kind, 1);
    const declaring = (sessionId: string) => async () =>
      void session(kind, "support", { sessionId }, { deleteBeforeReplace: true });
    stack.setProgram(declaring("sesn_0"));
    await outputOf(stack.up());
    const before = stack.emulator.session("sesn_0");
    stack.setProgram(declaring("sesn_wrong"));
    const released = "session sesn_0 is released and left as before";
    expect(await outputOf(stack.preview())).toContain(released);
    const failure = await failureOf(stack.up());
    expect(failure).toContain(released);
    expect(failure).toContain(
      'session sesn_0 is left as it is, although onDelete is "archive", because its resource was replaced and not removed',
    );
    expect(failure).toContain("there is no session with this id");
    stack.setProgram(declaring("sesn_0"));
    await outputOf(stack.up());
    expect(stack.emulator.session("sesn_0")).toEqual(before);
  });

  test("another session, agent or name by an alias: the old ones live on, restored where it says so", async () => {
    const stack = await endingsStack(kind, 3);
    const untouched = stack.emulator.session("sesn_2")?.agent;
    stack.setProgram(async () => {
      session(kind, "archiving", { sessionId: "sesn_0" });
      session(kind, "deleting", { sessionId: "sesn_1", onDelete: "delete" });
      session(kind, "restoring", { sessionId: "sesn_2", onDelete: "restore" });
      fleet(kind, "fleet", { agentId: "agent_2", onDelete: "archive" });
    });
    await outputOf(stack.up());
    for (const id of ["sesn_a", "sesn_b", "sesn_c"]) stack.emulator.seed({ id, tools: [] });
    stack.emulator.seed({ id: "sesn_fleet", agent_id: "agent_2", tools: [] });
    stack.setProgram(async () => {
      const aliases = [{ name: "archiving" }];
      session(kind, "renamed", { sessionId: "sesn_a" }, { aliases });
      session(kind, "deleting", { sessionId: "sesn_b", onDelete: "delete" });
      session(kind, "restoring", { sessionId: "sesn_c", onDelete: "restore" });
      fleet(kind, "fleet", { agentId: "agent_3", onDelete: "archive" });
    });
    const up = await outputOf(stack.up());
    expect(up).toContain(
      'the sessions of agent_2 are left as they are, although onDelete is "archive"',
    );
    expect(live(stack, 3)).toEqual(ids(3));
    expect(stack.emulator.session("sesn_2")?.agent).toEqual(untouched);
    expect(stack.emulator.session("sesn_fleet")?.archived_at).toBeNull();

    await outputOf(stack.destroy());
    expect(live(stack, 3)).toEqual(ids(3));
    expect(stack.emulator.session("sesn_a")?.archived_at).toEqual(expect.any(String));
    expect(stack.emulator.session("sesn_b")).toBeUndefined();
  });

  test("a name that only looks at a session from now on releases the one it had", async () => {
    const stack = await endingsStack(kind, 2);
    stack.setProgram(async () => void session(kind, "support", { sessionId: "sesn_0" }));
    await outputOf(stack.up());
    stack.setProgram(async () => void kind.Session.get("support", "sesn_1"));
    await outputOf(stack.up());
    expect(live(stack, 2)).toEqual(ids(2));
  });

  test("what the engine deletes before it knows whether it is still there is not ended", async () => {
    const stack = await endingsStack(kind, 2);
    stack.setProgram(async () => {
      const options = { deleteBeforeReplace: true };
      const retained = { sessionId: "sesn_0", onDelete: "retain" } as const;
      const source = session(kind, "source", retained, options);
      session(
        kind,
        "support",
        { sessionId: source.agentId.apply(() => "sesn_1") as never },
        { replaceOnChanges: ["sessionId"] },
      );
    });
    await outputOf(stack.up());
    const up = await outputOf(stack.up({ replace: [await urnOf(stack, "source")] }));
    expect(up).toContain("the resource may still be in the program");
    expect(live(stack, 2)).toEqual(ids(2));
  });

  test("a resource that is taken out ends its session as before", async () => {
    const stack = await endingsStack(kind, 2);
    stack.setProgram(async () => {
      session(kind, "going", { sessionId: "sesn_0" });
      session(kind, "staying", { sessionId: "sesn_1" });
    });
    expect(await outputOf(stack.preview())).toContain(
      "removing this resource will archive session sesn_0, which cannot be undone; protect: true guards it",
    );
    await outputOf(stack.up());
    stack.setProgram(async () => void session(kind, "staying", { sessionId: "sesn_1" }));
    await outputOf(stack.up());
    expect(live(stack, 2)).toEqual(["sesn_1"]);
  });

  test.each(["archived", "terminated"] as const)(
    "a session that is %s cannot be declared",
    async (end) => {
      const stack = await endingsStack(kind, 1);
      stack.emulator.edit("sesn_0", {
        tools: asking.map(() => ({ type: "agent_toolset_20260401" })),
      });
      if (end === "archived") stack.emulator.archive("sesn_0");
      else stack.emulator.terminate("sesn_0");
      stack.setProgram(
        async () => void session(kind, "support", { sessionId: "sesn_0", tools: [] }),
      );
      const failure = await failureOf(stack.up());
      expect(failure).toContain("such a session never changes again. Nothing was changed.");
    },
  );
});
