import manifest from "../../package.json";
import { RECOMMENDED_NODE } from "../setup/node-version.cjs";
import { OLDEST_CLI, PULUMI_CLI_VERSION } from "../setup/versions";

/** What runs an operation: the engine, and what runs program, language host and both providers. */
export interface VersionRow {
  readonly cli: string;
  readonly node: string;
  /** Of `@pulumi/pulumi`. */
  readonly sdk: string;
}

/** The oldest Node.js that package.json promises, and the newest of each later long-term line. */
const node20 = lowerEnd(manifest.engines.node);
const node22 = RECOMMENDED_NODE;
const node24 = "24.21.0";
export const nodes = [node20, node22, node24];

const oldestSdk = lowerEnd(manifest.peerDependencies["@pulumi/pulumi"]);
/** The newest that takes Node.js 20. */
const lastSdkFor20 = "3.248.0";
const newestSdk = manifest.devDependencies["@pulumi/pulumi"];
export const sdks = [oldestSdk, lastSdkFor20, newestSdk];

const middleCli = "3.259.0";
export const clis = [OLDEST_CLI, middleCli, PULUMI_CLI_VERSION];

/** What a newcomer has; the other tests run on the Node.js before it. */
export const todaysRows: readonly VersionRow[] = [
  { cli: PULUMI_CLI_VERSION, node: node24, sdk: newestSdk },
];

/** Together with today's, every two versions that go together meet in one row. */
export const otherRows: readonly VersionRow[] = [
  { cli: PULUMI_CLI_VERSION, node: node22, sdk: newestSdk },
  { cli: PULUMI_CLI_VERSION, node: node20, sdk: lastSdkFor20 },
  { cli: OLDEST_CLI, node: node20, sdk: oldestSdk },
  { cli: middleCli, node: node22, sdk: oldestSdk },
  { cli: PULUMI_CLI_VERSION, node: node24, sdk: oldestSdk },
  { cli: OLDEST_CLI, node: node22, sdk: lastSdkFor20 },
  { cli: middleCli, node: node24, sdk: lastSdkFor20 },
  { cli: middleCli, node: node20, sdk: lastSdkFor20 },
  { cli: OLDEST_CLI, node: node24, sdk: newestSdk },
  { cli: middleCli, node: node22, sdk: newestSdk },
];

/** Node.js 20 is not promised by the newest SDK. */
export function goTogether(one: string, other: string): boolean {
  return !(one === node20 && other === newestSdk);
}

/** Whether the SDK's dynamic host can read what is only looked at under this CLI. */
export function looks({ cli, sdk }: VersionRow): boolean {
  return !(cli === PULUMI_CLI_VERSION && sdk !== newestSdk);
}

/** The lower end of a range such as `>=3.216.0 <4`, with its patch version. */
function lowerEnd(range: string): string {
  const version = /^>=(\d+\.\d+(?:\.\d+)?)/.exec(range)?.[1];
  if (version === undefined) throw new Error(`package.json: ${range} has no lower end`);
  return version.split(".").length === 2 ? `${version}.0` : version;
}
