import { sessionId, startWorld, type WorldOptions } from "../shared/world";
import { type AdviceCase, declared, isArchived, type Situation } from "./case";

const update = { method: "POST", path: `/v1/sessions/${sessionId}` };
const up = ({ resource }: Situation, inputs = {}) => resource.up({ ...declared, ...inputs });

/** An answer, or none, for as long as it is not mended. */
function whileItLasts(
  name: string,
  advice: string,
  fault: Parameters<Situation["world"]["emulator"]["faults"]["always"]>[0],
  match: object = {},
): AdviceCase {
  return {
    name,
    advice,
    fails: (at) => {
      at.world.emulator.faults.always(fault, match);
      return up(at);
    },
    follow: (at) => {
      at.world.emulator.faults.clear();
      return up(at);
    },
  };
}

/** Whoever runs again is another process, which knows nothing of the one before. */
async function runAgain({ world }: Situation): Promise<void> {
  world.emulator.faults.clear();
  const again = await startWorld({ baseUrl: world.emulator.url });
  await again.resource().up(declared);
}

const refuse = (status: number, type: string) =>
  ({ kind: "refuse", status, type, message: "No." }) as const;

/** What the API answers, and what to do about it. */
export const answers: readonly AdviceCase[] = [
  whileItLasts("a wrong key", "Check that ", refuse(401, "authentication_error")),
  whileItLasts("a key without rights", "Check the permissions of", refuse(403, "permission_error")),
  whileItLasts(
    "an account without means",
    "Check the account's billing",
    refuse(402, "billing_error"),
  ),
  whileItLasts(
    "a limit that is reached",
    "The account's rate limit or spend limit is reached: try again later",
    { kind: "rateLimited" },
  ),
  {
    ...whileItLasts(
      "a limit that stays reached",
      "The account's rate limit or spend limit is used up: look at both in the Console, and at what else uses the account, and run again when it takes requests",
      { kind: "rateLimited", retryAfterSeconds: 60 },
    ),
    follow: runAgain,
  },
  {
    ...whileItLasts(
      "a limit that asks for a day off",
      "The account's rate limit or spend limit is reached: try again in 24 hours",
      { kind: "rateLimited", retryAfterSeconds: 24 * 3_600 },
    ),
    follow: runAgain,
  },
  whileItLasts("a service in trouble", "Try again later", { kind: "serverError" }),
  whileItLasts(
    "a write that an overloaded service does not take",
    "Try again later; the next run looks first, should one of them arrive late",
    refuse(529, "overloaded_error"),
    update,
  ),
  whileItLasts(
    "an answer that is lost",
    "Try again later",
    { kind: "resetAfterEffect" },
    { method: "GET" },
  ),
  whileItLasts(
    "an address that is not the API's",
    "Check that managed-agents:baseUrl or ANTHROPIC_BASE_URL is the address of the Claude API",
    { kind: "noSuchEndpoint", prefix: "/api" },
  ),
  whileItLasts(
    "an address that leads elsewhere",
    "Check that managed-agents:baseUrl or ANTHROPIC_BASE_URL is the address of the Claude API",
    { kind: "redirect", location: "https://elsewhere.example" },
  ),
  whileItLasts(
    "an answer that is none",
    "Check that managed-agents:baseUrl or ANTHROPIC_BASE_URL is the address of the Claude API",
    { kind: "malformedBody" },
  ),
  {
    ...whileItLasts(
      "tools that are too large",
      "The declared tools are too large for the API: shorten descriptions or input schemas",
      refuse(413, "request_too_large"),
      update,
    ),
  },
  whileItLasts(
    "a write that does not take",
    "Run again; if it stays so, the API or a proxy before it drops the write",
    { kind: "noEffect" },
    update,
  ),
  whileItLasts(
    "a refusal of whatever is sent",
    "wait until that is over, or end it with an interrupt by hand, and run again",
    refuse(400, "invalid_request_error"),
    update,
  ),
  {
    name: "the same under fail",
    advice: "Wait until that is over, or end it with an interrupt by hand, and run again",
    fails: (at) => {
      at.world.emulator.faults.always(refuse(400, "invalid_request_error"), update);
      return up(at, { whenBusy: "fail" });
    },
    follow: (at) => {
      at.world.emulator.faults.clear();
      return up(at, { whenBusy: "fail" });
    },
  },
  {
    name: "an archiving that does not take",
    advice: "Run again; if it stays so, the API or a proxy before it drops the write",
    fails: async (at) => {
      await up(at, { onDelete: "archive" });
      at.world.emulator.faults.always({ kind: "noEffect" }, { method: "POST" });
      await at.resource.destroy();
    },
    follow: ({ world, resource }) => {
      world.emulator.faults.clear();
      return resource.destroy();
    },
    reached: isArchived,
  },
  {
    name: "an error after the write",
    advice: "run again, which looks and finishes what is left",
    fails: (at) => {
      const { faults } = at.world.emulator;
      faults.next({ kind: "noEffect" }, update);
      faults.always(refuse(403, "permission_error"), { method: "GET", nth: 2 });
      return up(at);
    },
    follow: (at) => {
      at.world.emulator.faults.clear();
      return up(at);
    },
  },
  {
    name: "no network",
    advice: "Check the network, and managed-agents:baseUrl or ANTHROPIC_BASE_URL if one is set",
    fails: async (at) => {
      const { resource } = await startWorld(nobodyThere).then((world) => ({
        resource: world.resource(),
      }));
      await up({ ...at, resource });
    },
    follow: (at) => up(at),
  },
];

/** The discard port: nobody listens there. */
const nobodyThere: WorldOptions = { baseUrl: "http://127.0.0.1:9" };
