import * as pulumi from "@pulumi/pulumi";
import {
  AgentSessionOverrides,
  type AgentSessionOverridesArgs,
  agentToolset,
  mcpServer,
  mcpToolset,
  Provider,
  SessionOverrides,
  type SessionOverridesArgs,
} from "../../sdk";
import * as native from "../../sdk/native";
import {
  type Absent,
  type Entries,
  type Host,
  isFleet,
  type Program,
  type Resource,
  resourcesOf,
} from "./program";

/** The one program of all histories: it declares what the data says, with the classes that users have. */
export async function runProgram(program: Program, home: Host): Promise<void> {
  const declared = new Map<string, pulumi.Resource>();
  const providers = new Map<Host, pulumi.ProviderResource>();
  const { lookup } = program;
  const found =
    lookup && new LookedUp(lookup.session, lookup.generation, lookup.deleteBeforeReplace);
  for (const resource of resourcesOf(program)) {
    const host = resource.host ?? home;
    const options = optionsOf(resource, declared, () => providerOf(host, providers));
    const id = resource.looksUp && found !== undefined ? found.session : resource.of;
    const made = isFleet(resource)
      ? new agentClasses[host](resource.name, fleetArgs(resource), options)
      : new sessionClasses[host](resource.name, { ...argsOf(resource), sessionId: id }, options);
    declared.set(resource.name, made);
  }
}

const sessionClasses = { dynamic: SessionOverrides, native: native.SessionOverrides };
const agentClasses = { dynamic: AgentSessionOverrides, native: native.AgentSessionOverrides };

function providerOf(host: Host, made: Map<Host, pulumi.ProviderResource>): pulumi.ProviderResource {
  // The name of a workspace makes it another account, as far as the process can know.
  const args = { workspaceId: "wrkspc_2" };
  const provider =
    made.get(host) ??
    (host === "dynamic"
      ? new Provider("second-dynamic", args)
      : new native.Provider("second-native", args));
  made.set(host, provider);
  return provider;
}

function optionsOf(
  resource: Resource,
  declared: ReadonlyMap<string, pulumi.Resource>,
  provider: () => pulumi.ProviderResource,
): pulumi.CustomResourceOptions {
  const { protect, retainOnDelete, deleteBeforeReplace, dependsOn, aliases } = resource;
  const before = declared.get(dependsOn ?? "");
  return {
    ...(protect ? { protect } : {}),
    ...(retainOnDelete ? { retainOnDelete } : {}),
    ...(deleteBeforeReplace ? { deleteBeforeReplace } : {}),
    ...(aliases === undefined ? {} : { aliases: aliases.map((name) => ({ name })) }),
    ...(before === undefined ? {} : { dependsOn: [before] }),
    ...(resource.provider === undefined ? {} : { provider: provider() }),
  };
}

type Args = Omit<SessionOverridesArgs, "sessionId">;

function argsOf({ entries, shared, absent, onDelete }: Resource): Args {
  return {
    ...arraysOf(entries, shared === true),
    ...(shared ? { ownership: "shared" as const } : {}),
    ...(shared && absent !== undefined ? { absent: absences[absent] } : {}),
    ...(onDelete === undefined ? {} : { onDelete }),
    waitTimeoutSeconds: 30,
  };
}

function fleetArgs(resource: Resource): AgentSessionOverridesArgs {
  const { onDelete: _onDelete, ...args } = argsOf(resource);
  const { onDelete } = resource;
  return {
    ...args,
    agentId: resource.of,
    ...(resource.exclude === undefined ? {} : { exclude: [...resource.exclude] }),
    ...(onDelete === undefined || onDelete === "restore" ? {} : { onDelete }),
  };
}

const custom = (name: string) => ({
  type: "custom" as const,
  name,
  description: `The tool ${name}.`,
  inputSchema: { type: "object" as const },
});
const bash = (type: string) =>
  agentToolset({ configs: [{ name: "bash", permissionPolicy: { type } }] });

const toolsOf: Readonly<Record<Entries, NonNullable<Args["tools"]> | undefined>> = {
  c1: [custom("c1")],
  c2: [custom("c2")],
  ask: [bash("always_ask")],
  allow: [bash("always_allow")],
  linear: [mcpToolset("linear")],
  none: [],
  bare: [custom("c1")],
  nothing: undefined,
};

/** Who owns the arrays says what is in both of them; `bare` leaves the servers to others. */
function arraysOf(entries: Entries, shared: boolean): Pick<Args, "tools" | "mcpServers"> {
  const tools = toolsOf[entries];
  if (tools === undefined) return {};
  if (entries === "linear") {
    return { tools, mcpServers: [mcpServer("linear", "https://mcp.linear.app/sse")] };
  }
  return shared || entries === "bare" ? { tools } : { tools, mcpServers: [] };
}

const absences: Readonly<Record<Absent, NonNullable<Args["absent"]>>> = {
  c2: { tools: ["custom:c2"] },
  linear: { mcpServers: ["linear"] },
  "linear toolset": { tools: ["mcp:linear"] },
};

/** Written by hand, as a closure would be serialised at every run: another generation is another object. */
const lookupText = `exports.handler=()=>({
check:async(olds,inputs)=>({inputs}),
diff:async(id,olds,news)=>({changes:olds.generation!==news.generation||olds.session!==news.session,
  replaces:olds.generation!==news.generation?["generation"]:[],deleteBeforeReplace:news.first}),
create:async(inputs)=>({id:"looked-up-"+inputs.generation,outs:inputs}),
update:async(id,olds,news)=>({outs:news}),
})`;

/** A resource that knows the id of a session, as one that starts sessions would. */
class LookedUp extends pulumi.CustomResource {
  declare readonly session: pulumi.Output<string>;

  constructor(session: string, generation: number, first = false) {
    const inputs = { session, generation, first, __provider: lookupText };
    super("pulumi-nodejs:dynamic:Resource", "lookup", inputs);
  }
}
