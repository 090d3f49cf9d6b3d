import { isObject } from "../model/json";
import type { PropertyRecord } from "../model/property-record";
import { typeOfTool } from "../model/tools";
import { containsUnknown, isUnknown } from "../model/unknown";
import { toolKey } from "../plan/keys";
import { serverNameReason, toolKeyReason } from "./absent-keys";
import { objectsIn } from "./rules";
import { type Violation, violation } from "./violation";

/** What `absent` may say: only under `shared`, in keys that can be there, and nothing that is declared as well. */
export function absentViolations(inputs: PropertyRecord): Violation[] {
  const { absent } = inputs;
  if (!isObject(absent) || isUnknown(absent)) {
    return [];
  }
  if (inputs.ownership === "exclusive") {
    return [
      violation(
        ["absent"],
        'goes with ownership "shared" only; under "exclusive" everything that is not declared is absent already',
      ),
    ];
  }
  return [
    ...stringsIn(absent.tools).flatMap(({ index, text }) => {
      const reason = toolKeyReason(text) ?? declaredToolReason(text, inputs);
      return reason === undefined ? [] : [violation(["absent", "tools", index], reason)];
    }),
    ...stringsIn(absent.mcpServers).flatMap(({ index, text }) => {
      const reason = serverNameReason(text) ?? declaredServerReason(text, inputs);
      return reason === undefined ? [] : [violation(["absent", "mcpServers", index], reason)];
    }),
  ];
}

function stringsIn(value: unknown): { readonly index: number; readonly text: string }[] {
  return Array.isArray(value)
    ? value.flatMap((text, index) => (typeof text === "string" ? [{ index, text }] : []))
    : [];
}

function declaredToolReason(key: string, inputs: PropertyRecord): string | undefined {
  const declared = objectsIn(inputs.tools).some(
    ({ item }) => typeOfTool(item) !== undefined && !containsUnknown(item) && toolKey(item) === key,
  );
  if (declared) {
    return `${JSON.stringify(key)} is declared in tools too; it cannot be both there and absent`;
  }
  const server = objectsIn(inputs.mcpServers).find(
    ({ item }) => typeof item.name === "string" && `mcp:${item.name}` === key,
  );
  return server === undefined
    ? undefined
    : `the server ${JSON.stringify(server.item.name)} is declared in mcpServers and needs its toolset`;
}

function declaredServerReason(name: string, inputs: PropertyRecord): string | undefined {
  if (objectsIn(inputs.mcpServers).some(({ item }) => item.name === name)) {
    return `${JSON.stringify(name)} is declared in mcpServers too; it cannot be both there and absent`;
  }
  return objectsIn(inputs.tools).some(({ item }) => item.mcpServerName === name)
    ? `an MCP toolset declared in tools needs the server ${JSON.stringify(name)}`
    : undefined;
}
