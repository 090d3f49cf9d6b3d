import {
  covers,
  type Declared,
  declaredBy,
  isFleet,
  type Program,
  type Resource,
  resourcesOf,
} from "./program";
import type { SessionState, StoredResource } from "./world";

/** Two resources of a program that want the same session differently. */
export interface Rivals {
  readonly names: readonly [string, string];
  /** Whether they are to be refused, or may be: where the promise leaves it open. */
  readonly verdict: "must" | "may";
  /** Whether a preview can know of which agent the session is. */
  readonly isKnown: boolean;
}

export interface Knowledge {
  readonly sessions: ReadonlyMap<string, SessionState>;
  readonly stored: readonly StoredResource[];
  /** A lookup that has not run as it is written: what it will find is unknown in a preview. */
  readonly lookupIsNew: boolean;
}

export function rivalsIn(program: Program, knowledge: Knowledge): readonly Rivals[] {
  const resources = resourcesOf(program);
  return resources.flatMap((one, index) =>
    resources.slice(index + 1).flatMap((other): Rivals[] => {
      const verdict = verdictOn(one, other, knowledge.sessions);
      if (verdict === undefined) return [];
      const isKnown = isKnownOf(one, other, knowledge);
      return [{ names: [one.name, other.name], verdict, isKnown }];
    }),
  );
}

function verdictOn(
  one: Resource,
  other: Resource,
  sessions: Knowledge["sessions"],
): Rivals["verdict"] | undefined {
  const meet = meetingOf(one, other, sessions);
  if (meet === undefined) return undefined;
  const verdict = quarrelOf(declaredBy(one), declaredBy(other));
  return verdict === "must" && meet === "may" ? "may" : verdict;
}

/** Whether both mean the same session: one that is there, or only one that might come. */
function meetingOf(
  one: Resource,
  other: Resource,
  sessions: Knowledge["sessions"],
): Rivals["verdict"] | undefined {
  const common = [...sessions.values()].filter(
    (session) => covers(one, session) && covers(other, session),
  );
  if (common.some(({ standing }) => standing === "alive")) return "must";
  const sameAgent = isFleet(one) && isFleet(other) && one.of === other.of;
  return common.length > 0 || sameAgent ? "may" : undefined;
}

function quarrelOf(one: Declared, other: Declared): Rivals["verdict"] | undefined {
  const verdicts = [onesidedQuarrel(one, other), onesidedQuarrel(other, one)];
  return verdicts.includes("must") ? "must" : verdicts.find((each) => each !== undefined);
}

const arrayOf = (key: string) => (key.startsWith("server:") ? "servers" : "tools");

function onesidedQuarrel(one: Declared, other: Declared): Rivals["verdict"] | undefined {
  const isWhole = (key: string) => one.whole.includes(arrayOf(key));
  if (one.whole.some((array) => other.whole.includes(array))) return "must";
  if (other.keys.some((key) => isWhole(key) || one.keys.includes(key))) return "must";
  if (one.absent.some((key) => other.keys.includes(key))) return "must";
  // An array that is owned as a whole, and an entry that must not be there and is not: no harm, and no sense either.
  return other.absent.some(isWhole) ? "may" : undefined;
}

function isKnownOf(one: Resource, other: Resource, knowledge: Knowledge): boolean {
  const isIdKnown = ({ looksUp }: Resource) => !looksUp || !knowledge.lookupIsNew;
  const isAgentKnown = (single: Resource) =>
    knowledge.stored.some(
      ({ urn, id, type }) =>
        type.endsWith(":SessionOverrides") &&
        id === single.of &&
        [single.name, ...(single.aliases ?? [])].some((name) => urn.endsWith(`::${name}`)),
    );
  if (!isIdKnown(one) || !isIdKnown(other)) return false;
  const [single] = [one, other].filter((each) => !isFleet(each));
  return isFleet(one) === isFleet(other) || single === undefined || isAgentKnown(single);
}
