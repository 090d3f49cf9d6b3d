import { isFleet, type List, type Lookup, type Program, type Resource } from "./program";

/*
 * What happens one after another: edits of the program, operations of the engine, and what others do meanwhile. Each
 * is made by a function of its own, so that a printed history is code that can be pasted.
 */

/** A request that fails, or whose answer is lost. */
export type Fault = "refused" | "lost answer" | "reset" | "no effect";

export interface Scope {
  readonly target?: readonly string[];
  readonly exclude?: readonly string[];
}

export interface Run extends Scope {
  readonly refresh?: boolean;
  readonly excludeProtected?: boolean;
  /** Met by the write with this number. */
  readonly fault?: { readonly kind: Fault; readonly write: number };
  /** SIGKILL to the engine when this request of the operation arrives; `atWork`: every session is busy until then. */
  readonly kill?: { readonly request: number; readonly atWork: boolean };
}

export type Edit =
  | { readonly do: "declare"; readonly resource: Resource }
  | { readonly do: "drop"; readonly name: string }
  | { readonly do: "change"; readonly name: string; readonly to: Partial<Resource> }
  | { readonly do: "rename"; readonly name: string; readonly as: string; readonly alias: boolean }
  | { readonly do: "list"; readonly list: List }
  | { readonly do: "lookup"; readonly lookup: Lookup };

export type Operation =
  | { readonly do: "up"; readonly run: Run }
  | { readonly do: "preview"; readonly run: Run }
  | { readonly do: "refresh"; readonly run: Run }
  | { readonly do: "destroy"; readonly run: Run };

export type Outside =
  | { readonly do: "work"; readonly session: string; readonly looks: number }
  | { readonly do: "start"; readonly session: string; readonly agent: string }
  | { readonly do: "edit"; readonly session: string }
  | { readonly do: "end"; readonly session: string };

export type Step = Edit | Operation | Outside;

export const declare = (name: string, of: string, more: Partial<Resource> = {}): Edit => ({
  do: "declare",
  resource: { name, of, entries: "c1", ...more },
});
export const drop = (name: string): Edit => ({ do: "drop", name });
export const change = (name: string, to: Partial<Resource>): Edit => ({ do: "change", name, to });
export const rename = (name: string, as: string, { alias = false } = {}): Edit => ({
  do: "rename",
  name,
  as,
  alias,
});
export const list = (sessions: readonly string[], more: Omit<List, "sessions"> = {}): Edit => ({
  do: "list",
  list: { sessions, ...more },
});
export const lookup = (
  session: string,
  generation: number,
  more: Pick<Lookup, "deleteBeforeReplace"> = {},
): Edit => ({ do: "lookup", lookup: { session, generation, ...more } });

export const up = (run: Run = {}): Operation => ({ do: "up", run });
export const preview = (run: Run = {}): Operation => ({ do: "preview", run });
export const refresh = (run: Run = {}): Operation => ({ do: "refresh", run });
export const destroy = (run: Run = {}): Operation => ({ do: "destroy", run });

/** The session works until so many looks have found it at work. */
export const work = (session: string, looks: number): Outside => ({ do: "work", session, looks });
/** A session begins. */
export const start = (session: string, agent: string): Outside => ({ do: "start", session, agent });
/** Somebody else gives the session a tool. */
export const edit = (session: string): Outside => ({ do: "edit", session });
/** Somebody else archives the session. */
export const end = (session: string): Outside => ({ do: "end", session });

export function isOperation(step: Step): step is Operation {
  return ["up", "preview", "refresh", "destroy"].includes(step.do);
}

export function isEdit(step: Step): step is Edit {
  return ["declare", "drop", "change", "rename", "list", "lookup"].includes(step.do);
}

/** The program after the edit; undefined where there is nothing to edit, or a name would be there twice. */
export function edited(program: Program, step: Edit): Program | undefined {
  const { resources } = program;
  const find = (name: string) => resources.find((each) => each.name === name);
  const replace = (name: string, by: readonly Resource[]): Program => ({
    ...program,
    resources: resources.flatMap((each) => (each.name === name ? by : [each])),
  });
  switch (step.do) {
    case "declare":
      return isTaken(program, step.resource.name)
        ? undefined
        : { ...program, resources: [...resources, step.resource] };
    case "drop":
      return find(step.name) && replace(step.name, []);
    case "change": {
      const old = find(step.name);
      return old && replace(step.name, [changed(old, step.to)]);
    }
    case "rename": {
      const old = find(step.name);
      if (old === undefined || isTaken(program, step.as)) return undefined;
      const { aliases = [], ...rest } = old;
      const kept = step.alias ? { aliases: [...aliases, step.name] } : {};
      return replace(step.name, [{ ...rest, name: step.as, ...kept }]);
    }
    case "list":
      return { ...program, list: step.list };
    case "lookup":
      return { ...program, lookup: step.lookup };
  }
}

function changed(old: Resource, to: Partial<Resource>): Resource {
  const next = { ...old, ...to };
  // A session's resource excludes nothing, and an agent's has no session that could be looked up.
  const { exclude, looksUp, ...rest } = next;
  return isFleet(next)
    ? { ...rest, ...(exclude === undefined ? {} : { exclude }) }
    : { ...rest, ...(looksUp === undefined ? {} : { looksUp }) };
}

function isTaken({ resources }: Program, name: string): boolean {
  return resources.some((each) => each.name === name || (each.aliases ?? []).includes(name));
}

/** The step as the code that makes it. */
export function codeOf(step: Step): string {
  switch (step.do) {
    case "declare": {
      const { name, of, ...more } = step.resource;
      return call("declare", name, of, more);
    }
    case "drop":
      return call("drop", step.name);
    case "change":
      return call("change", step.name, step.to);
    case "rename":
      return call("rename", step.name, step.as, step.alias ? { alias: true } : {});
    case "list": {
      const { sessions, ...more } = step.list;
      return call("list", sessions, more);
    }
    case "lookup": {
      const { session, generation, ...more } = step.lookup;
      return call("lookup", session, generation, more);
    }
    case "work":
      return call("work", step.session, step.looks);
    case "start":
      return call("start", step.session, step.agent);
    case "edit":
    case "end":
      return call(step.do, step.session);
    default:
      return call(step.do, step.run);
  }
}

function call(name: string, ...args: readonly unknown[]): string {
  const isEmpty = (value: unknown) => JSON.stringify(value) === "{}";
  const shown = args.filter((each, index) => index < args.length - 1 || !isEmpty(each));
  return `${name}(${shown.map(literal).join(", ")})`;
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  const members = Object.entries(value).map(([key, member]) => `${key}: ${literal(member)}`);
  return `{ ${members.join(", ")} }`;
}
