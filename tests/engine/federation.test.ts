import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as dynamicSdk from "../../sdk";
import * as nativeSdk from "../../sdk/native";
import {
  federatedBy,
  fileWith,
  jwt,
  nextJwt,
  organizationId,
  removeFiles,
  ruleId,
  secretParts,
} from "../support/identity-token";
import { ENGINE_TEST_TIMEOUT_MS, type InlineStack } from "./harness";
import { hosts } from "./hosts";
import {
  arraysOf,
  bashPolicy,
  closeEmulators,
  failureOf,
  outputOf,
  type SessionStackOptions,
  sessionId,
} from "./session-stack";

/** Pipelines without a stored key: an identity token of theirs is exchanged for access tokens. */

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(async () => {
  await closeEmulators();
  removeFiles();
});

const federation = { ruleId, identityToken: jwt };
const sdks = { dynamic: dynamicSdk, native: nativeSdk };

/** A stack without a key, its settings in the stack's config. */
function settingsFor(identityTokenFile: string, url: string): SessionStackOptions["config"] {
  return {
    "managed-agents:baseUrl": { value: url },
    "managed-agents:federationRuleId": { value: ruleId },
    "managed-agents:organizationId": { value: organizationId },
    "managed-agents:identityTokenFile": { value: identityTokenFile },
  };
}

function expectNoTokenIn(stack: InlineStack, printed: string): void {
  const files = readdirSync(stack.environment.directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"));
  for (const part of secretParts) {
    expect(printed).not.toContain(part);
    expect(files.some((text) => text.includes(part))).toBe(false);
  }
}

const statuses = (requests: readonly string[]) =>
  requests
    .filter((line) => !line.startsWith("POST /v1/oauth"))
    .map((line) => line.split(" ").at(-1));

describe.each(hosts)("federation, %s host", (host, start) => {
  test("a life of a stack on settings of its config, with the token replaced between two operations", async () => {
    const token = fileWith(jwt);
    const stack = await start(
      { tools: [bashPolicy("always_ask")] },
      { key: null, emulatorOptions: { federation } },
    );
    const settings = settingsFor(token, stack.emulator.url) ?? {};
    await stack.stack.setAllConfig(settings);
    const printed = [await outputOf(stack.up())];
    expect(JSON.stringify(arraysOf(stack.emulator)?.tools)).toContain("always_ask");

    writeFileSync(token, nextJwt);
    stack.emulator.tokens.rotate(nextJwt);
    stack.declare({ tools: [bashPolicy("auto")] });
    printed.push(await outputOf(stack.up({ refresh: true })));
    printed.push(await outputOf(stack.preview({ refresh: true, expectNoChanges: true })));
    expect(JSON.stringify(arraysOf(stack.emulator)?.tools)).toContain("auto");
    expect(new Set(statuses(stack.requests()))).toEqual(new Set(["200"]));
    expectNoTokenIn(stack, printed.join("\n"));
  });

  test("a wait outlasts several tokens, got by the variables of the official tools", async () => {
    // With less than 30 s left a token signs nothing more: each of these is good for a second.
    const stack = await start(
      { tools: [bashPolicy("always_ask")] },
      {
        key: null,
        emulatorOptions: { federation: { ...federation, tokenSeconds: 31 } },
        env: federatedBy(fileWith(jwt)),
      },
    );
    stack.emulator.startTurn(sessionId, { polls: 6 });
    const printed = await outputOf(stack.up());
    expect(JSON.stringify(arraysOf(stack.emulator)?.tools)).toContain("always_ask");
    expect(stack.emulator.tokens.issued.length).toBeGreaterThan(2);
    expect(new Set(statuses(stack.requests()))).toEqual(new Set(["200"]));
    expectNoTokenIn(stack, printed);
  });

  test("a rule that does not match is an error that says where to look", async () => {
    const stack = await start(
      { tools: [bashPolicy("always_ask")] },
      {
        key: null,
        emulatorOptions: { federation: { ruleId, identityToken: nextJwt } },
        env: federatedBy(fileWith(jwt)),
      },
    );
    const failure = (await failureOf(stack.up())).replace(/\s+/g, " ");
    expect(failure).toContain("was not taken in exchange for an access token, 401 invalid_grant");
    expect(failure).toContain(
      `Check that the federation rule ${ruleId} matches what the token says`,
    );
    expectNoTokenIn(stack, failure);
    expect(JSON.stringify(arraysOf(stack.emulator)?.tools)).not.toContain("always_ask");
  });

  test("an account of its own, and getSession, use the same", async () => {
    const { Provider, SessionOverrides, getSession } = sdks[host];
    const stack = await start({}, { key: null, emulatorOptions: { federation } });
    const file = fileWith(jwt);
    await stack.stack.setAllConfig(settingsFor(file, stack.emulator.url) ?? {});
    const provider = {
      baseUrl: stack.emulator.url,
      federationRuleId: ruleId,
      organizationId,
      identityTokenFile: file,
    };
    stack.setProgram(async () => {
      const { status } = await getSession({ sessionId });
      const own = new Provider("second", provider);
      new SessionOverrides("there", { sessionId, tools: [bashPolicy("auto")] }, { provider: own });
      return { status };
    });
    const up = await stack.up();
    if (!up.ok) throw new Error(up.output);
    expect(up.result.outputs.status?.value).toBe("idle");
    expect(JSON.stringify(arraysOf(stack.emulator)?.tools)).toContain("auto");
    expectNoTokenIn(stack, up.output);
  });
});
