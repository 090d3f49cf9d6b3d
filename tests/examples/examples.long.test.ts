import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Emulator, startEmulator } from "../emulator";
import {
  type CommandOutcome,
  ENGINE_TEST_TIMEOUT_MS,
  type ProjectStack,
  projectStack,
  runCommand,
} from "../engine/harness";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);

const EXAMPLES = path.resolve(__dirname, "..", "..", "examples");
const AGENT_TOOLSET = { type: "agent_toolset_20260401" };
const ASKING_TOOLSET = {
  ...AGENT_TOOLSET,
  configs: [{ name: "bash", permission_policy: { type: "always_ask" } }],
};
const ALLOWED = { enabled: true, permission_policy: { type: "always_allow" } };
const LINEAR = { type: "url", name: "linear", url: "https://mcp.linear.app/sse" };
const LINEAR_TOOLSET = { type: "mcp_toolset", mcp_server_name: "linear" };
const OTHERS_TOOL = {
  type: "custom",
  name: "lookup",
  description: "Looks a customer up",
  input_schema: { type: "object", properties: {} },
};

interface World {
  readonly emulator: Emulator;
  /** A second account: an emulator of its own with another key. */
  readonly second: Emulator;
}

interface ExampleCase {
  readonly name: string;
  readonly seed: (world: World) => void;
  readonly config: (world: World) => Readonly<Record<string, string>>;
  readonly secretConfig?: (world: World) => Readonly<Record<string, string>>;
  readonly afterUp: (world: World) => void;
  readonly afterDestroy: (world: World) => void;
}

const CASES: readonly ExampleCase[] = [
  {
    name: "basic",
    seed: ({ emulator }) => {
      emulator.seed({ id: "sesn_one", tools: [AGENT_TOOLSET] });
      emulator.seed({ id: "sesn_two", tools: [] });
    },
    config: () => ({ sessions: "sesn_one,sesn_two" }),
    afterUp: ({ emulator }) => {
      expect(bashPolicy(emulator, "sesn_one")).toBe("always_ask");
      expect(serverNames(emulator, "sesn_two")).toEqual(["linear"]);
    },
    afterDestroy: ({ emulator }) => {
      expect(emulator.session("sesn_one")).toMatchObject({ status: "idle", archived_at: null });
      expect(bashPolicy(emulator, "sesn_one")).toBeUndefined();
      expect(emulator.session("sesn_two")?.agent).toMatchObject({ tools: [], mcp_servers: [] });
    },
  },
  {
    name: "fleet",
    seed: ({ emulator }) => {
      for (const id of ["sesn_one", "sesn_two", "sesn_three"]) {
        emulator.seed({
          id,
          agent_id: "agent_support",
          tools: [AGENT_TOOLSET, { type: "mcp_toolset", mcp_server_name: "house" }],
          mcp_servers: [{ type: "url", name: "house", url: "https://house.example.com/mcp" }],
        });
      }
      emulator.seed({ id: "sesn_other", agent_id: "agent_other", tools: [AGENT_TOOLSET] });
    },
    config: () => ({ agent: "agent_support", leaveAlone: "sesn_three" }),
    afterUp: ({ emulator }) => {
      expect(bashPolicy(emulator, "sesn_one")).toBe("always_ask");
      expect(bashPolicy(emulator, "sesn_two")).toBe("always_ask");
      expect(serverNames(emulator, "sesn_two")).toEqual(["house"]);
      expect(bashPolicy(emulator, "sesn_three")).toBeUndefined();
      expect(bashPolicy(emulator, "sesn_other")).toBeUndefined();
    },
    afterDestroy: ({ emulator }) => {
      expect(emulator.session("sesn_one")).toMatchObject({ status: "idle", archived_at: null });
      expect(bashPolicy(emulator, "sesn_one")).toBe("always_ask");
    },
  },
  {
    name: "grant",
    seed: ({ emulator }) => {
      emulator.seed({ id: "sesn_one", tools: [ASKING_TOOLSET] });
    },
    config: () => ({ session: "sesn_one", until: "2027-06-01T18:00:00+02:00" }),
    afterUp: ({ emulator }) => {
      expect(bashPolicy(emulator, "sesn_one")).toBe("always_allow");
    },
    afterDestroy: ({ emulator }) => {
      expect(emulator.session("sesn_one")).toMatchObject({ status: "idle", archived_at: null });
      expect(bashPolicy(emulator, "sesn_one")).toBe("always_ask");
    },
  },
  {
    name: "guardrails",
    seed: ({ emulator }) => {
      emulator.seed({
        id: "sesn_one",
        agent_id: "agent_support",
        tools: [{ ...LINEAR_TOOLSET, default_config: ALLOWED }, AGENT_TOOLSET],
        mcp_servers: [LINEAR],
      });
      emulator.seed({ id: "sesn_two", agent_id: "agent_support", tools: [] });
    },
    config: () => ({ agent: "agent_support" }),
    afterUp: ({ emulator }) => {
      expect(emulator.session("sesn_one")?.agent.tools).toMatchObject([
        { default_config: { permission_policy: { type: "always_ask" } }, configs: [] },
        { configs: [{ name: "bash", permission_policy: { type: "always_ask" } }] },
      ]);
    },
    afterDestroy: ({ emulator }) => {
      expect(emulator.session("sesn_one")).toMatchObject({ status: "idle", archived_at: null });
    },
  },
  {
    name: "interrupt",
    seed: ({ emulator }) => {
      emulator.seed({ id: "sesn_one", tools: [AGENT_TOOLSET] });
      emulator.startTurn("sesn_one");
    },
    config: () => ({ session: "sesn_one", interruptAfterSeconds: "0" }),
    afterUp: ({ emulator }) => {
      const sent = emulator.events("sesn_one").map(({ type }) => type);
      expect(sent.filter((type) => type.startsWith("user."))).toEqual([
        "user.interrupt",
        "user.message",
      ]);
    },
    afterDestroy: ({ emulator }) => {
      expect(emulator.session("sesn_one")?.archived_at).toEqual(expect.any(String));
    },
  },
  {
    name: "several-accounts",
    seed: ({ emulator, second }) => {
      emulator.seed({ id: "sesn_research", tools: [AGENT_TOOLSET] });
      second.seed({ id: "sesn_sales", tools: [AGENT_TOOLSET] });
    },
    config: ({ second }) => ({
      researchSession: "sesn_research",
      salesSession: "sesn_sales",
      salesBaseUrl: second.url,
    }),
    secretConfig: ({ second }) => ({ salesApiKey: second.apiKey }),
    afterUp: ({ emulator, second }) => {
      expect(configNames(emulator, "sesn_research")).toEqual(["web_fetch", "web_search"]);
      expect(configNames(second, "sesn_sales")).toEqual(["web_fetch", "web_search"]);
    },
    afterDestroy: ({ emulator, second }) => {
      expect(configNames(emulator, "sesn_research")).toEqual([]);
      expect(configNames(second, "sesn_sales")).toEqual([]);
    },
  },
  {
    name: "shared",
    seed: ({ emulator }) => {
      const tools = [AGENT_TOOLSET, LINEAR_TOOLSET, OTHERS_TOOL];
      emulator.seed({ id: "sesn_one", tools, mcp_servers: [LINEAR] });
      emulator.seed({ id: "sesn_two", tools: [OTHERS_TOOL] });
    },
    config: () => ({ sessions: "sesn_one,sesn_two", compromised: "linear" }),
    afterUp: ({ emulator }) => {
      expect(serverNames(emulator, "sesn_one")).toEqual([]);
      expect(emulator.session("sesn_one")?.agent.tools).toMatchObject([AGENT_TOOLSET, OTHERS_TOOL]);
      expect(emulator.session("sesn_two")?.agent.tools).toMatchObject([OTHERS_TOOL]);
    },
    afterDestroy: ({ emulator }) => {
      expect(serverNames(emulator, "sesn_one")).toEqual([]);
      expect(emulator.session("sesn_one")).toMatchObject({ status: "idle", archived_at: null });
    },
  },
];

let world: World;

beforeEach(async () => {
  world = {
    emulator: await startEmulator(),
    second: await startEmulator({ apiKey: "key-of-the-second-account" }),
  };
});

afterEach(async () => {
  await Promise.all([world.emulator.close(), world.second.close()]);
});

test("every example in TypeScript has a case here", () => {
  const names = readdirSync(EXAMPLES).filter((name) =>
    existsSync(path.join(EXAMPLES, name, "index.ts")),
  );
  expect(names.sort()).toEqual(CASES.map(({ name }) => name).sort());
});

test.each(CASES)(
  "$name compiles, and goes through preview, up, a no-op and destroy",
  async (example) => {
    example.seed(world);
    const project = await exampleProject(example);
    try {
      await mustSucceed(compile(project));
      await mustSucceed(project.pulumi(["preview"]));
      expect([...world.emulator.requests, ...world.second.requests]).toEqual([]);

      await mustSucceed(project.pulumi(["up", "--yes", "--skip-preview"]));
      example.afterUp(world);
      await mustSucceed(project.pulumi(["preview", "--refresh", "--expect-no-changes"]));

      await mustSucceed(project.pulumi(["destroy", "--yes", "--skip-preview"]));
      example.afterDestroy(world);
    } finally {
      await project.remove();
    }
  },
);

/** The example as it lies in the repository, installed in a folder of its own beside the packed package. */
function exampleProject({ name, config, secretConfig }: ExampleCase): Promise<ProjectStack> {
  const directory = path.join(EXAMPLES, name);
  const files = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isFile());
  return projectStack({
    files: Object.fromEntries(
      files.map((file) => [file.name, readFileSync(path.join(directory, file.name), "utf8")]),
    ),
    config: { ...config(world), "managed-agents:baseUrl": world.emulator.url },
    secretConfig: { ...secretConfig?.(world), "managed-agents:apiKey": world.emulator.apiKey },
  });
}

function compile(project: ProjectStack): Promise<CommandOutcome> {
  const compiler = path.join(project.directory, "node_modules", "typescript", "bin", "tsc");
  return runCommand(process.execPath, [compiler, "--project", project.directory]);
}

async function mustSucceed(running: Promise<CommandOutcome>): Promise<void> {
  const { exitCode, stdout, stderr } = await running;
  expect({ exitCode, printed: exitCode === 0 ? "" : stdout + stderr }).toEqual({
    exitCode: 0,
    printed: "",
  });
}

interface Configured {
  readonly configs?: readonly {
    readonly name: string;
    readonly permission_policy?: { readonly type: string };
  }[];
}

function configsOf(emulator: Emulator, id: string) {
  const toolset = emulator.session(id)?.agent.tools[0] as Configured | undefined;
  return toolset?.configs ?? [];
}

function configNames(emulator: Emulator, id: string): string[] {
  return configsOf(emulator, id).map(({ name }) => name);
}

function bashPolicy(emulator: Emulator, id: string): string | undefined {
  return configsOf(emulator, id).find(({ name }) => name === "bash")?.permission_policy?.type;
}

function serverNames(emulator: Emulator, id: string): string[] {
  return emulator.session(id)?.agent.mcp_servers.map(({ name }) => name) ?? [];
}
