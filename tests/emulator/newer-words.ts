import { isObject, type JsonObject, readObject } from "./shape";
import { checkToolShape, POLICIES, TOOL_TYPES } from "./tool-shapes";

/** As `checkToolShape`, for an API that knows more kinds of tools and more policies than today's. */
export function checkNewerToolShape(value: unknown, path: string): void {
  const tool = readObject(value, path);
  const isNewer = typeof tool.type === "string" && !TOOL_TYPES.some((type) => type === tool.type);
  if (!isNewer) checkToolShape(inTodaysWords(tool), path);
}

function inTodaysWords(tool: JsonObject): JsonObject {
  return {
    ...tool,
    ...(isObject(tool.default_config)
      ? { default_config: withKnownPolicy(tool.default_config) }
      : {}),
    ...(Array.isArray(tool.configs)
      ? { configs: tool.configs.map((entry) => (isObject(entry) ? withKnownPolicy(entry) : entry)) }
      : {}),
  };
}

function withKnownPolicy(config: JsonObject): JsonObject {
  const policy = config.permission_policy;
  const isNewer =
    isObject(policy) &&
    typeof policy.type === "string" &&
    !POLICIES.some((type) => type === policy.type);
  return isNewer ? { ...config, permission_policy: { type: "always_ask" } } : config;
}
