import manifest from "../../package.json";

/** What runs the program, the language host and both providers. */
export interface VersionPair {
  readonly node: string;
  /** Of `@pulumi/pulumi`. */
  readonly sdk: string;
}

/** The oldest Node.js that package.json promises, and the newest of each later long-term line. */
const NODES = [lowerEnd(manifest.engines.node), "22.23.3", "24.21.0"] as const;

const SDKS: readonly { readonly version: string; readonly oldestNode: number }[] = [
  { version: lowerEnd(manifest.peerDependencies["@pulumi/pulumi"]), oldestNode: 20 },
  // The newest that takes Node 20.
  { version: "3.248.0", oldestNode: 20 },
  { version: "3.270.0", oldestNode: 22 },
];

/** The lower end of a range such as `>=3.216.0 <4`, with its patch version. */
function lowerEnd(range: string): string {
  const version = /^>=(\d+\.\d+(?:\.\d+)?)/.exec(range)?.[1];
  if (version === undefined) throw new Error(`package.json: ${range} has no lower end`);
  return version.split(".").length === 2 ? `${version}.0` : version;
}

export const sdkVersions: readonly string[] = SDKS.map(({ version }) => version);

/** Every version of Node.js with every version of the SDK that takes it. */
export const versionPairs: readonly VersionPair[] = NODES.flatMap((node) =>
  SDKS.filter(({ oldestNode }) => Number.parseInt(node, 10) >= oldestNode).map(({ version }) => ({
    node,
    sdk: version,
  })),
);
