import type { PropertyRecord } from "../../model/property-record";
import {
  type IndexPath,
  marksOf,
  mergeMarks,
  noSecrets,
  pathsOf,
  type SecretMarks,
} from "../properties/secret-marks";
import type { HostProperties } from "./property-values";

/*
 * The dynamic host is given plain values, and the engine marks what comes back by its key alone. So the class sends, as
 * a hidden input, where the secrets are; it travels through inputs and state, and says what no sentence may repeat.
 */

/** Paths into the properties it stands beside, each a list of keys and indices. Left out where nothing is secret. */
const secretsKey = "__secrets";

/** What derives from the arrays is secret where they are, by a mark of its own. */
const derivedKeys: ReadonlySet<string> = new Set(["access", "baseline", "pending"]);

export function secretsOf({ visible, hidden }: HostProperties): SecretMarks {
  const paths = readPaths(hidden[secretsKey]);
  return paths.length === 0 ? noSecrets : marksOf(visible, paths);
}

/**
 * As {@link secretsOf}, for properties that the last update stored. A value that has become secret since, without
 * changing, is marked in the inputs only, which refresh and destroy are not given; what a server's URL is, they never
 * have to repeat.
 */
export function storedSecretsOf(properties: HostProperties): SecretMarks {
  const { mcpServers } = properties.visible;
  const urls = (Array.isArray(mcpServers) ? mcpServers : []).map((_server, index) => [
    "mcpServers",
    index,
    "url",
  ]);
  return mergeMarks(secretsOf(properties), marksOf(properties.visible, urls));
}

/** The hidden properties to go with these visible ones, in which entries may stand in another place. */
export function hiddenFor(
  visible: PropertyRecord,
  { hidden, visible: before }: HostProperties,
): PropertyRecord {
  const { [secretsKey]: _paths, ...others } = hidden;
  const marks = secretsOf({ hidden, visible: before });
  const stated = Object.fromEntries(
    Object.entries(visible).filter(([key]) => !derivedKeys.has(key)),
  );
  const paths = marks === noSecrets ? [] : pathsOf(stated, marks);
  return paths.length === 0 ? others : { ...others, [secretsKey]: paths };
}

function readPaths(value: unknown): readonly IndexPath[] {
  return Array.isArray(value) ? value.filter(isPath) : [];
}

function isPath(value: unknown): value is IndexPath {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((step) => typeof step === "string" || typeof step === "number")
  );
}
