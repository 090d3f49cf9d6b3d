import { agentToolsetType } from "../model/agent-toolset";
import { customToolType } from "../model/custom-tool";
import { isObject } from "../model/json";
import { quotedText } from "../model/shown-text";
import type { Tool } from "../model/tools";
import { wordOf } from "./keys";

/** A custom tool that `urlSources.clientToolResults` of web_fetch names and the array does not hold (API §4.1). */
export interface BrokenUrlSource {
  /** Places in `tools`, in `configs` and in the list of the source. */
  readonly tool: number;
  readonly config: number;
  readonly reference: number;
  readonly name: string;
}

/** The API judges the array that results, so this is asked of resulting arrays only. */
export function brokenUrlSources(tools: readonly Tool[]): BrokenUrlSource[] {
  const held = new Set(
    tools.flatMap((tool) => (tool.type === customToolType ? [wordOf(tool.name)] : [])),
  );
  return tools.flatMap((tool, index) => {
    const configs = tool.type === agentToolsetType ? tool.configs : undefined;
    return entriesOf(configs).flatMap((config, place) =>
      clientToolsOf(config).flatMap((name, reference) =>
        name === undefined || held.has(name)
          ? []
          : [{ tool: index, config: place, reference, name }],
      ),
    );
  });
}

export function urlSourceSentence({ name }: BrokenUrlSource): string {
  return `urlSources of web_fetch names the custom tool ${quotedText(name)}, which is not in tools; add the tool or take its name out of clientToolResults`;
}

/** The names in their places; undefined where there is none. */
function clientToolsOf(config: unknown): readonly (string | undefined)[] {
  const sources = isObject(config) ? config.urlSources : undefined;
  const source = isObject(sources) ? sources.clientToolResults : undefined;
  return entriesOf(isObject(source) ? source.tools : undefined).map((tool) =>
    isObject(tool) && typeof tool.name === "string" ? tool.name : undefined,
  );
}

function entriesOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
