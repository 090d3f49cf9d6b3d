import { refuseProgramSpelling } from "./seed-form";
import { copyJson } from "./shape";
import type { World } from "./world";

/** The two arrays as a test gives them: entries, or JSON text of which custom tools and servers keep every byte. */
export interface SeededArrays {
  readonly tools?: readonly unknown[] | string;
  readonly mcp_servers?: readonly unknown[] | string;
}

interface ReadArrays {
  readonly tools?: readonly unknown[];
  readonly mcp_servers?: readonly unknown[];
}

export function readArrays(world: World, { tools, mcp_servers }: SeededArrays): ReadArrays {
  const arrays = {
    ...(tools === undefined ? {} : { tools: readEntries(world, tools, "tools") }),
    ...(mcp_servers === undefined
      ? {}
      : { mcp_servers: readEntries(world, mcp_servers, "mcp_servers") }),
  };
  refuseProgramSpelling(arrays.tools, "tools");
  refuseProgramSpelling(arrays.mcp_servers, "mcp_servers");
  return arrays;
}

function readEntries(
  world: World,
  given: readonly unknown[] | string,
  name: string,
): readonly unknown[] {
  if (typeof given !== "string") return copyJson(given);
  const read = world.texts.parse(`{"${name}":${given}}`) as Record<string, unknown>;
  const entries = read[name];
  if (!Array.isArray(entries)) throw new Error(`${name} must be a list`);
  return entries;
}
