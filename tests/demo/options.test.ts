import { readRequest } from "./options";

const key = { ANTHROPIC_API_KEY: "sk-ant-a" };

test.each([
  ["nothing", [], {}, { kind: "emulated" }],
  ["a key alone", [], key, { kind: "emulated" }],
  ["an empty variable", [], { ...key, MANAGED_AGENTS_SESSION_ID: "" }, { kind: "emulated" }],
  [
    "a session and a key",
    ["--session", "sesn_1"],
    key,
    { kind: "real", session: { sessionId: "sesn_1", variables: key }, isConfirmed: false },
  ],
  [
    "a session in the environment, confirmed",
    ["--yes"],
    { ANTHROPIC_AUTH_TOKEN: "t", MANAGED_AGENTS_SESSION_ID: "sesn_1", HOME: "/home/me" },
    {
      kind: "real",
      session: { sessionId: "sesn_1", variables: { ANTHROPIC_AUTH_TOKEN: "t" } },
      isConfirmed: true,
    },
  ],
  ["help", ["--help"], {}, { kind: "help", text: expect.stringContaining("usage:") }],
])("%s", (_case, args, environment, expected) => {
  expect(readRequest(args, environment)).toEqual(expected);
});

test.each([
  ["a session without a credential", ["--session", "sesn_1"], {}, "no credential"],
  [
    "a session with an empty key",
    ["--session", "sesn_1"],
    { ANTHROPIC_API_KEY: "" },
    "no credential",
  ],
  ["a session that climbs", ["--session", "../x"], key, "is not a session's id"],
  ["an empty session", ["--session", ""], key, "is not a session's id"],
  ["an option that does not exist", ["--sesion", "x"], key, "--sesion"],
])("%s is refused, with the usage", (_case, args, environment, reason) => {
  const request = readRequest(args, environment);
  expect(request).toMatchObject({ kind: "wrong", text: expect.stringContaining(reason) });
  expect(request).toMatchObject({ text: expect.stringContaining("usage:") });
});
