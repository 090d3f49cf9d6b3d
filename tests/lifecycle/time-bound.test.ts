import type { VerbContext } from "../../provider/reconcile/verb";
import {
  askBeforeBash,
  closeWorlds,
  failureOf,
  plainTools,
  sessionId,
  startWorld,
  type World,
} from "./world";

afterEach(closeWorlds);

/** Over almost at once; what is under way then has five seconds, on the machine's clock. */
const bound = { timeoutMs: 1 };
const over = "the time that customTimeouts gives the operation (0.001 s) was over";

type Verb = (world: World, context: Partial<VerbContext>) => Promise<unknown>;

/** Each verb, the request that is never answered, and what the person reads. */
const verbs: readonly (readonly [string, string, Verb, string])[] = [
  [
    "create",
    "GET",
    (world, context) => world.create(askBeforeBash, context),
    `cannot read session ${sessionId}: ${over}. Nothing was changed.`,
  ],
  [
    "update",
    "POST",
    (world, context) => world.update(askBeforeBash, context),
    `cannot read session ${sessionId}: ${over}. The request to update the tools of the session had been sent before and may have taken effect; run again, which looks and finishes what is left.`,
  ],
  [
    "read",
    "GET",
    (world, context) => world.read(undefined, context),
    `cannot read session ${sessionId}: ${over}. Nothing was changed.`,
  ],
  [
    "delete",
    "POST",
    (world, context) => world.remove({ onDelete: "archive" }, context),
    `cannot read session ${sessionId}: ${over}. The request to archive the session had been sent before and may have taken effect; run again, which looks and finishes what is left.`,
  ],
];

test("every verb ends with customTimeouts, also while a request hangs", async () => {
  const seen = verbs.map(async ([name, method, verb]) => {
    const world = await startWorld();
    world.emulator.seed(plainTools);
    world.emulator.faults.always({ kind: "neverAnswer" }, { method });
    const { kind, message } = await failureOf(verb(world, bound));
    return [name, kind, message];
  });
  expect(await Promise.all(seen)).toEqual(
    verbs.map(([name, _method, _verb, message]) => [name, "cancelled", message]),
  );
}, 30_000);
