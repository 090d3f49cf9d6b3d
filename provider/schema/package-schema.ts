import { packageVersion } from "../api/version";
import {
  agentSessionOverridesResource,
  agentSessionOverridesToken,
  outputTypes,
} from "./agent-session-overrides-resource";
import { describeModel, isResource } from "./describe";
import { functions, functionTypes } from "./package-functions";
import { namedTypes } from "./package-types";
import { providerSpec, settings } from "./provider-settings";
import type { PackageSpec } from "./pulumi-schema";
import { sessionOverridesResource, sessionOverridesToken } from "./session-overrides-resource";
import { withoutSources } from "./sources";

/**
 * The package as Pulumi's generators, its YAML host and `pulumi import` see it, derived from the model. The committed
 * `schema.json` beside this file is the same text, for review and for tools; a test holds the two against each other.
 */
export function packageSchema(): PackageSpec {
  const declarations = describeModel();
  const inputTypes = declarations.filter((declaration) => !isResource(declaration));
  return withoutSources({
    name: "managed-agents",
    version: packageVersion,
    displayName: "Claude Managed Agents",
    description:
      "Declare the tools, MCP servers and permission policies of live Claude Managed Agents sessions.",
    keywords: ["pulumi", "claude", "managed-agents", "category/cloud", "kind/native"],
    license: "Apache-2.0",
    // Lets the generated SDKs be packed under the version above, instead of one set at generation.
    meta: { supportPack: true },
    config: { variables: settings },
    provider: providerSpec,
    types: { ...namedTypes(inputTypes), ...functionTypes(declarations), ...outputTypes },
    resources: {
      [sessionOverridesToken]: sessionOverridesResource(declarations),
      [agentSessionOverridesToken]: agentSessionOverridesResource(declarations),
    },
    functions: functions(declarations),
    language,
  });
}

const language: PackageSpec["language"] = {
  // Not the name of this npm package, so that a project can have both while it moves from one host to the other.
  nodejs: { packageName: "pulumi-managed-agents-native", respectSchemaVersion: true },
  python: {
    packageName: "pulumi_managed_agents",
    pyproject: { enabled: true },
    respectSchemaVersion: true,
  },
  go: {
    importBasePath: "pulumi-managed-agents/sdk/go/managedagents",
    respectSchemaVersion: true,
  },
  csharp: { namespaces: { "managed-agents": "ManagedAgents" }, respectSchemaVersion: true },
  java: { packages: { "managed-agents": "managedagents" } },
};
