import { askBeforeBash, plainTools } from "../lifecycle/world";
import { closeWorlds, isAsking, startFleetWorld, worldOn } from "./world";

/** The limit of an organisation, met by the whole core over HTTP. */

afterEach(closeWorlds);

test("four processes share a limit that nobody tells, and do every update", async () => {
  const requestsPerMinute = "found";
  const first = await startFleetWorld({
    requestsPerMinute,
    requestLogMax: 100_000,
    rateLimit: { requestsPerMinute: 1_200, writesPerMinute: 1_200 },
  });
  const others = [1, 2, 3].map(() => worldOn(first.emulator, first.clock, { requestsPerMinute }));
  const ids: string[] = [];
  const running = [first, ...others].map((world, process) => {
    const agent = `agent_of_${process}`;
    for (let index = 0; index < 600; index++) {
      const id = `sesn_${process}_${index}`;
      ids.push(first.emulator.seed({ ...plainTools, id, agent_id: agent }).id);
    }
    return world.create({ ...askBeforeBash, agentId: agent });
  });
  await Promise.all(running);

  expect(ids.filter((id) => !isAsking(first, id))).toEqual([]);
  const writes = first.emulator.requests.filter(({ method }) => method === "POST");
  const refused = writes.filter(({ status }) => status === 429).length;
  expect(refused / writes.length).toBeLessThanOrEqual(0.02);
  const startMs = writes[0]?.at ?? 0;
  const inSecondMinute = writes.filter(
    ({ at, status }) => status === 200 && at >= startMs + 60_000 && at < startMs + 120_000,
  );
  expect(inSecondMinute.length).toBeGreaterThanOrEqual(0.9 * 1_200);
});
