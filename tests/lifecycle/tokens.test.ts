import { writeFileSync } from "node:fs";
import { createFakeClock } from "../support/fake-clock";
import {
  fileWith,
  jwt,
  nextJwt,
  organizationId,
  removeFiles,
  ruleId,
  secretParts,
} from "../support/identity-token";
import {
  askBeforeBash,
  closeWorlds,
  failureOf,
  plainTools,
  sessionId,
  startWorld,
  storedAsking,
  type WorldOptions,
} from "./world";

/** Verbs that last longer than the tokens that their requests are signed with, on the emulator's clock. */

afterEach(async () => {
  await closeWorlds();
  removeFiles();
});

const hourMs = 3_600_000;
const tokenSeconds = 600;

async function startFederated(options: WorldOptions = {}) {
  const clock = createFakeClock();
  const identityTokenFile = fileWith(jwt);
  const world = await startWorld({
    federation: { ruleId, identityToken: jwt, tokenSeconds },
    clock,
    now: clock.now,
    credentials: {
      settings: {
        "managed-agents:federationRuleId": ruleId,
        "managed-agents:organizationId": organizationId,
        "managed-agents:identityTokenFile": identityTokenFile,
      },
      environment: {},
    },
    ...options,
  });
  world.emulator.seed(plainTools);
  const { tokens } = world.emulator;
  const rotate = () => {
    writeFileSync(identityTokenFile, nextJwt);
    tokens.rotate(nextJwt);
  };
  return { ...world, tokens, rotate };
}

const refusedBy = (log: readonly string[]) => log.filter((line) => line.endsWith(" 401"));

test("a wait of two hours outlasts a dozen tokens and a new identity token, and no request is refused", async () => {
  let progress = 0;
  const world = await startFederated({
    onProgress: () => {
      progress += 1;
      if (progress === 3) world.rotate();
    },
  });
  world.emulator.startTurn(sessionId, { ms: 2 * hourMs });
  await world.update({ ...askBeforeBash, waitTimeoutSeconds: 3 * 3600 });
  expect(world.stored()).toEqual(storedAsking);
  expect(world.clock.now()).toBeGreaterThanOrEqual(2 * hourMs);
  expect(refusedBy(world.log())).toEqual([]);
  const given = world.tokens.issued.map(({ identityToken }) => identityToken);
  // Each signs for eight minutes at least: then it is renewed, behind the look.
  expect(given.length).toBeGreaterThan((2 * hourMs) / (tokenSeconds * 1000));
  expect(given.length).toBeLessThanOrEqual((2 * hourMs) / ((tokenSeconds - 120) * 1000) + 2);
  expect(new Set(given)).toEqual(new Set([jwt, nextJwt]));
});

test("tokens that are revoked in the middle of the wait are got anew, and the write is sent once", async () => {
  const world = await startFederated({
    onProgress: (emulator) => {
      emulator.tokens.revoke();
    },
  });
  world.emulator.startTurn(sessionId, { ms: hourMs / 10 });
  await world.update(askBeforeBash);
  expect(world.stored()).toEqual(storedAsking);
  expect(refusedBy(world.log()).length).toBeGreaterThan(0);
  expect(world.log().filter((line) => line === "POST session 200")).toHaveLength(1);
});

test("an exchange that is down while a token still holds disturbs nothing, and one that stays down is an error", async () => {
  const world = await startFederated();
  const { faults } = world.emulator;
  const exchange = { path: "/v1/oauth/token" };
  world.emulator.startTurn(sessionId, { ms: hourMs });
  // From the second exchange on, for as long as a token has left when it is renewed.
  faults.always({ kind: "serverError", status: 503 }, { ...exchange, nth: 2, forMs: 560_000 });
  await world.update({ ...askBeforeBash, waitTimeoutSeconds: 2 * 3600 });
  expect(world.stored()).toEqual(storedAsking);

  world.emulator.startTurn(sessionId, { ms: hourMs });
  faults.always(
    { kind: "refuse", status: 401, type: "authentication_error", message: "no" },
    exchange,
  );
  const failure = await failureOf(world.update({ tools: [], waitTimeoutSeconds: 2 * 3600 }));
  expect(failure.kind).toBe("unauthorised");
  expect(failure.message).toContain(`Check that the federation rule ${ruleId} matches`);
  for (const part of secretParts) expect(failure.message).not.toContain(part);
});
