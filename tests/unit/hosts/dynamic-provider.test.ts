import type { dynamic } from "@pulumi/pulumi";
import { ProviderError } from "../../../provider/errors";
import { createDynamicProvider } from "../../../provider/hosts/dynamic/dynamic-provider";
import type { EngineLog } from "../../../provider/hosts/engine-log";
import type { Lifecycle } from "../../../provider/lifecycle";
import { UNKNOWN } from "../../../provider/model/unknown";

type Call = readonly [verb: string, ...args: readonly unknown[]];

interface HostWorld {
  readonly provider: Required<dynamic.ResourceProvider>;
  readonly calls: Call[];
  readonly log: string[];
  configure(): Promise<void>;
}

const inputs = { sessionId: "sesn_1", tools: [], ownership: "exclusive" };
const state = { ...inputs, agentId: "agent_1", archivedAt: undefined };
const hidden = { __provider: "text", __urn: "urn:1", __timeouts: { create: "90s", update: "2m" } };

/** The host over a lifecycle that only records how it was called. */
function startHost(answers: Partial<Lifecycle> = {}): HostWorld {
  const calls: Call[] = [];
  const lines: string[] = [];
  const log: EngineLog = {
    reporterFor: (urn) => ({
      progress: () => undefined,
      info: (message) => void lines.push(`${urn}: ${message}`),
      warn: (message) => void lines.push(`${urn}: ${message}`),
    }),
    flush: async () => void lines.push("flushed"),
  };
  const record =
    (verb: string, answer: unknown) =>
    async (...args: readonly unknown[]) => {
      calls.push([verb, ...args]);
      return answer;
    };
  const lifecycle = {
    check: (...args: readonly unknown[]) => {
      calls.push(["check", ...args]);
      return {
        inputs: { ...inputs, access: UNKNOWN },
        violations: [{ path: "tools[0].type", reason: "is odd" }],
        warnings: ["take care"],
        notes: [],
      };
    },
    describeDiff: (...args: readonly unknown[]) => {
      calls.push(["diff", ...args]);
      return { verdict: { kind: "same" }, changes: [] };
    },
    plan: () => ({ state: {}, sentences: [], cautions: [] }),
    create: record("create", { id: "sesn_1", state }),
    read: record("read", { kind: "found", id: "sesn_1", inputs, state }),
    update: record("update", { id: "sesn_1", state }),
    delete: record("delete", undefined),
    ...answers,
  } as Lifecycle;
  let settings: (key: string) => string | undefined = () => undefined;
  const provider = createDynamicProvider({
    configure: async (get) => {
      settings = get;
      calls.push(["configure", settings("managed-agents:baseUrl")]);
    },
    lifecycle,
    log,
    signal: neverAborted,
  }) as Required<dynamic.ResourceProvider>;
  const config = { get: (key: string) => `value of ${key}` } as unknown as dynamic.Config;
  return { provider, calls, log: lines, configure: () => provider.configure({ config }) };
}

const neverAborted = new AbortController().signal;
const sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("before the configuration is there", () => {
  test.each<readonly [string, (provider: HostWorld["provider"]) => Promise<unknown>]>([
    ["create", (provider) => provider.create({ ...inputs, ...hidden })],
    ["read", (provider) => provider.read("sesn_1", { ...inputs, ...hidden })],
    ["update", (provider) => provider.update("sesn_1", {}, { ...inputs, ...hidden })],
    ["delete", (provider) => provider.delete("sesn_1", { ...inputs, ...hidden })],
  ])("%s waits for it", async (verb, call) => {
    const { provider, calls, configure } = startHost();
    const running = call(provider);
    await Promise.resolve();
    expect(calls).toEqual([]);
    await configure();
    await running;
    expect(calls.map(([name]) => name)).toEqual(["configure", verb]);
  });

  test("check and diff answer: they need none", async () => {
    const { provider } = startHost();
    await expect(provider.check({}, { ...inputs })).resolves.toBeDefined();
    await expect(provider.diff("sesn_1", {}, {})).resolves.toBeDefined();
  });
});

describe("check", () => {
  test("hands over what the user wrote, with unknown values marked and no derived or hidden key", async () => {
    const { provider, calls } = startHost();
    await provider.check({ ...inputs, ...hidden }, { ...hidden, sessionId: sentinel, access: {} });
    expect(calls).toEqual([["check", { sessionId: UNKNOWN }, inputs, "urn:1"]]);
  });

  test("answers with inputs, hidden keys and failures that begin with their path, and shows warnings on the row", async () => {
    const { provider, log } = startHost();
    const result = await provider.check({}, { sessionId: "sesn_1", ...hidden });
    expect(result).toEqual({
      inputs: { ...inputs, access: sentinel, ...hidden },
      failures: [{ property: "", reason: "tools[0].type: is odd" }],
    });
    expect(log).toEqual(["urn:1: take care", "flushed"]);
  });
});

describe("diff", () => {
  test.each<readonly [string, unknown, unknown]>([
    ["nothing", { kind: "same" }, { changes: false }],
    ["an update, which the engine details itself", { kind: "update", keys: ["tools"] }, {}],
    ["a replacement", { kind: "replace", keys: ["sessionId"] }, { replaces: ["sessionId"] }],
  ])("answers %s", async (_name, verdict, expected) => {
    const { provider } = startHost({
      describeDiff: () => ({ verdict: verdict as never, changes: [] }),
    });
    expect(await provider.diff("sesn_1", { __provider: "text" }, {})).toEqual(expected);
  });

  test("says once what an update will do, and nothing of what a refresh holds against the inputs", async () => {
    const host = startHost({
      describeDiff: () => ({ verdict: { kind: "update", keys: ["tools"] }, changes: [] }),
      plan: () => ({ state: {}, sentences: ["loosens bash: x → y"], cautions: ["take care"] }),
    });
    const news = { ...inputs, ...hidden };
    await host.provider.diff("sesn_1", news, news);
    expect(host.log).toEqual(["flushed"]);
    await host.provider.check(news, news);
    host.log.splice(0);
    await host.provider.diff("sesn_1", news, news);
    await host.provider.diff("sesn_1", news, news);
    expect(host.log).toEqual([
      "urn:1: loosens bash: x → y",
      "urn:1: take care",
      "flushed",
      "flushed",
    ]);
  });

  test("updates a state of the native plugin, so that this host finds the provider again", async () => {
    const { provider } = startHost({
      describeDiff: () => ({ verdict: { kind: "same" }, changes: [] }),
    });
    expect(await provider.diff("sesn_1", {}, {})).toEqual({ changes: true });
  });
});

describe("the verbs", () => {
  test("get the engine's own bounds from the hidden keys", async () => {
    const { provider, calls, configure } = startHost();
    await configure();
    await provider.create({ ...inputs, ...hidden });
    await provider.update("sesn_1", {}, { ...inputs, ...hidden });
    await provider.delete("sesn_1", { ...inputs, ...hidden });
    expect(calls.slice(1).map((call) => (call.at(-1) as { timeoutMs?: number }).timeoutMs)).toEqual(
      [90_000, 120_000, undefined],
    );
  });

  test("answer with the state, the hidden keys and nothing undefined", async () => {
    const { provider, configure } = startHost();
    await configure();
    const outs = { ...inputs, agentId: "agent_1", ...hidden };
    const props = { ...inputs, ...hidden };
    expect(await provider.create(props)).toStrictEqual({ id: "sesn_1", outs });
    expect(await provider.update("sesn_1", {}, props)).toStrictEqual({ outs });
    expect(await provider.read("sesn_1", props)).toStrictEqual({
      id: "sesn_1",
      props: outs,
      inputs: props,
    });
  });

  test("read without a stored session is an import; gone is an empty answer", async () => {
    const { provider, calls, configure } = startHost();
    await configure();
    await provider.read("sesn_1");
    expect(calls.at(-1)?.slice(0, 3)).toEqual(["read", "sesn_1", undefined]);
    const gone = startHost({ read: async () => ({ kind: "gone" }) });
    await gone.configure();
    expect(await gone.provider.read("sesn_1", { ...inputs })).toEqual({});
  });

  test("fail in the host's own terms, after the log was delivered", async () => {
    const host = startHost({
      create: async () => {
        throw new ProviderError("busy", "cannot do it");
      },
    });
    await host.configure();
    await expect(host.provider.create({ ...inputs })).rejects.toMatchObject({
      message: "cannot do it",
      stack: "",
    });
    expect(host.log).toEqual(["flushed"]);
  });
});
