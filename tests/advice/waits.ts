import { sessionId } from "../shared/world";
import { type AdviceCase, declared, isArchived, type Situation } from "./case";

const archiving = { ...declared, onDelete: "archive" };
const endRuns =
  'Ask the agent to stop its runs (a message such as "stop your runs"), or wait until they have ended';

const interrupting = {
  ...declared,
  whenBusy: "waitThenInterrupt",
  interruptAfterSeconds: 1,
  waitTimeoutSeconds: 30,
};

/** A session at work, or held up, that was waited for in vain. */
export const waits: readonly AdviceCase[] = [
  ...(["update", "destroy"] as const).flatMap((verb): AdviceCase[] => {
    const first = verb === "destroy" ? ", deploy that first" : "";
    const deployed = async ({ resource }: Situation, inputs: object) => {
      if (verb === "destroy") await resource.up({ ...archiving, ...inputs });
    };
    const run = ({ resource }: Situation, inputs: object) =>
      verb === "destroy" ? resource.destroy() : resource.up({ ...declared, ...inputs });
    /** Of a destroy, what is to be tried otherwise is deployed before. */
    const tryWith = async (at: Situation, inputs: object) => {
      if (verb === "destroy") await at.resource.up({ ...archiving, ...inputs });
      await run(at, inputs);
    };
    const reached = verb === "destroy" ? { reached: isArchived } : {};
    const fails = (inputs: object) => async (at: Situation) => {
      await deployed(at, inputs);
      at.world.emulator.startTurn(sessionId);
      await run(at, inputs);
    };
    return [
      {
        name: `${verb} of a running session under fail, and later`,
        advice: "Run again when it is idle",
        fails: fails({ whenBusy: "fail" }),
        follow: async (at) => {
          at.world.emulator.finishTurn(sessionId);
          await run(at, { whenBusy: "fail" });
        },
        ...reached,
      },
      {
        name: `${verb} of a running session under fail, and with another policy`,
        advice:
          verb === "destroy"
            ? "or set another whenBusy and deploy it first: a removal goes by what was last deployed"
            : "or choose another whenBusy",
        fails: fails({ whenBusy: "fail" }),
        follow: (at) => tryWith(at, { whenBusy: "interrupt" }),
        ...reached,
      },
      {
        name: `${verb} that waited in vain, and waits longer`,
        advice: `Raise waitTimeoutSeconds (now 30), or let whenBusy interrupt it${first}`,
        fails: fails({ waitTimeoutSeconds: 30 }),
        follow: async (at) => {
          at.world.emulator.finishTurn(sessionId);
          at.world.emulator.startTurn(sessionId, { polls: 8 });
          await tryWith(at, { waitTimeoutSeconds: 3600 });
        },
        ...reached,
      },
      {
        name: `${verb} that waited in vain, and may interrupt`,
        advice: `or let whenBusy interrupt it${first}`,
        fails: fails({ waitTimeoutSeconds: 30 }),
        follow: (at) => tryWith(at, { whenBusy: "interrupt" }),
        ...reached,
      },
      {
        name: `${verb} that interrupted in vain, once what holds it up is over`,
        advice: `Look at what holds the session up, or raise waitTimeoutSeconds (now 30)${first}`,
        options: { interruptPolls: 1_000 },
        fails: fails({ whenBusy: "interrupt", waitTimeoutSeconds: 30 }),
        follow: async (at) => {
          at.world.emulator.finishTurn(sessionId);
          await run(at, { whenBusy: "interrupt", waitTimeoutSeconds: 30 });
        },
        ...reached,
      },
      {
        name: `${verb} while a workflow run is open, once the run has ended`,
        advice: endRuns,
        fails: async (at) => {
          await deployed(at, { waitTimeoutSeconds: 30 });
          at.world.emulator.openRun(sessionId, { state: "paused" });
          await run(at, { waitTimeoutSeconds: 30 });
        },
        follow: async (at) => {
          at.world.emulator.endRun(sessionId);
          await run(at, { waitTimeoutSeconds: 30 });
        },
        ...reached,
      },
    ];
  }),
  ...["Answer what is asked, or drop it with", 'or drop it with whenBusy: "interrupt"'].map(
    (advice, index): AdviceCase => ({
      name: `a session that waits for a person while it works: ${advice}`,
      advice,
      fails: async ({ world, resource }) => {
        world.emulator.requireAction(sessionId);
        world.emulator.startTurn(sessionId);
        await resource.up({
          ...declared,
          whenBusy: "waitThenInterrupt",
          interruptAfterSeconds: 1,
          waitTimeoutSeconds: 30,
        });
      },
      follow: ({ world, resource }) => {
        if (index === 0) world.emulator.finishTurn(sessionId);
        return resource.up({ ...declared, whenBusy: index === 0 ? "wait" : "interrupt" });
      },
    }),
  ),
  ...["Run again when its events can be read", "or interrupt it by hand"].map(
    (advice, index): AdviceCase => ({
      name: `a session at work whose events cannot be read: ${advice}`,
      advice,
      fails: async ({ world, resource }) => {
        world.emulator.startTurn(sessionId);
        world.emulator.faults.always({ kind: "serverError" }, { method: "GET", path: /\/events$/ });
        await resource.up(interrupting);
      },
      follow: ({ world, resource }) => {
        if (index === 0) world.emulator.faults.clear();
        else world.emulator.finishTurn(sessionId);
        return resource.up(interrupting);
      },
    }),
  ),
];
