import { customTool, shared, wire } from "./entries";
import { closeWorlds, type Properties, sessionId, startWorld, type World } from "./world";

/** Who goes on with a session when one resource of a stack is deleted, as far as one operation of the engine shows it. */

afterEach(closeWorlds);

const policies = ["archive", "delete", "restore"] as const;
const urn = (name: string) =>
  `urn:pulumi:dev::project::managed-agents:index:SessionOverrides::${name}`;
const declared = (onDelete: string, more: Properties = {}) => ({
  sessionId,
  tools: [customTool("ours")],
  onDelete,
  ...more,
});

/** The session with one resource on it, and the engine's next operation begun, in which nothing is checked yet. */
async function deployed(inputs: Properties) {
  const world = await startWorld();
  world.emulator.seed({ id: sessionId, tools: [wire.custom("theirs")] });
  const resource = world.resource();
  await resource.up(inputs);
  world.requests();
  const check = (name: string, news: Properties) => {
    expect(world.lifecycle.check(news, undefined, urn(name)).violations).toEqual([]);
  };
  return { world, resource, check, before: world.emulator.session(sessionId) };
}

/** What the policy asks for; a session that another resource goes on with is not even looked at. */
const isEnded = (world: World, onDelete: string) => {
  const session = world.emulator.session(sessionId);
  if (onDelete === "delete") return session === undefined;
  return onDelete === "archive"
    ? session?.archived_at !== null
    : !JSON.stringify(session?.agent.tools).includes("ours");
};

const inherited = (onDelete: string, heir: string) =>
  `session sesn_1 is left as it is, although onDelete is "${onDelete}", because the resource "${heir}" of this stack goes on with it; for a resource that was only renamed, an alias saves the detour`;

describe.each(policies)("a session that is to be ended by %s", (onDelete) => {
  test.each([
    ["the replacement of the resource", "support"],
    ["a resource of another name", "renamed"],
  ])("is left as it is where %s declares it in the same operation", async (_what, heir) => {
    const { world, resource, check, before } = await deployed(declared(onDelete));
    check(heir, declared(onDelete));
    await resource.destroy();
    expect(world.requests()).toEqual([]);
    expect(world.warnings).toEqual([inherited(onDelete, heir)]);
    expect(world.emulator.session(sessionId)).toEqual(before);
  });

  test.each<[string, (check: (name: string, news: Properties) => void, world: World) => void]>([
    ["no resource was checked, as in a destroy", () => undefined],
    [
      "other resources declare other sessions",
      (check) => check("other", { ...declared(onDelete), sessionId: "sesn_2" }),
    ],
    [
      "the resource declares another session from now on",
      (check) => check("support", { ...declared(onDelete), sessionId: "sesn_2" }),
    ],
    [
      "what was checked belongs to an operation that is over",
      (check, { lifecycle }) => {
        check("support", declared(onDelete));
        lifecycle.forgetClaims();
      },
    ],
  ])("ends where %s", async (_what, happen) => {
    const { world, resource, check } = await deployed(declared(onDelete));
    happen(check, world);
    await resource.destroy();
    expect(isEnded(world, onDelete)).toBe(true);
    expect(world.warnings).toEqual([]);
  });
});

test("a resource that retains its session says nothing of who goes on with it", async () => {
  const { world, resource, check } = await deployed(declared("retain"));
  check("renamed", declared("retain"));
  await resource.destroy();
  expect([world.requests(), world.warnings]).toEqual([[], []]);
});

describe("a shared session with a resource for other entries on it", () => {
  const neighbour = shared({ sessionId, tools: [customTool("other")] });

  test.each(["archive", "delete"])("is not ended by %s of one of them", async (onDelete) => {
    const { world, resource, check, before } = await deployed(shared(declared(onDelete)));
    check("neighbour", neighbour);
    await resource.destroy();
    expect(world.warnings).toEqual([inherited(onDelete, "neighbour")]);
    expect(world.emulator.session(sessionId)).toEqual(before);
  });

  test("is restored as far as the one goes that is deleted", async () => {
    const { world, resource, check } = await deployed(shared(declared("restore")));
    check("neighbour", neighbour);
    await resource.destroy();
    expect(world.stored().tools).toEqual([wire.custom("theirs")]);
    expect(world.warnings).toEqual([]);
  });
});
