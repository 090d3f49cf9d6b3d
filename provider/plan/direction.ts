import { levels, rankOf } from "../model/ceiling";
import { type CanonicalConfig, textOf } from "./canonical";
import { levelOf } from "./lower";
import type { Right } from "./rights";

/** Whether a change gives the session more, gives it less, or cannot be ordered. */
export type Direction = "loosens" | "tightens" | "changes";

/** Judges the step from one right to another; an absent right gives nothing. */
export function directionOf(from: Right | undefined, to: Right | undefined): Direction {
  if (from?.kind === "tool" || to?.kind === "tool") {
    return directionOfTool(settingOf(from), settingOf(to));
  }
  return from === undefined ? "loosens" : to === undefined ? "tightens" : "changes";
}

const nothing: CanonicalConfig = { name: "", enabled: false, policy: "" };

function settingOf(right: Right | undefined): CanonicalConfig {
  return right?.kind === "tool" ? right.setting : nothing;
}

function directionOfTool(from: CanonicalConfig, to: CanonicalConfig): Direction {
  const steps = [levelStep(from, to)];
  if (from.enabled && to.enabled) {
    steps.push(
      allowedStep(from.allowedDomains, to.allowedDomains),
      blockedStep(from.blockedDomains, to.blockedDomains),
      otherLimitsStep(from, to),
    );
  }
  if (steps.includes("changes") || (steps.includes("loosens") && steps.includes("tightens"))) {
    return "changes";
  }
  return steps.find((step) => step !== "same") ?? "changes";
}

type Step = Direction | "same";

function levelStep(from: CanonicalConfig, to: CanonicalConfig): Step {
  if (levelOf(from) === levelOf(to)) {
    return "same";
  }
  const [before, after] = [rankOf(levelOf(from)), rankOf(levelOf(to))];
  if (before === levels.length || after === levels.length) {
    // A policy that does not exist today has no known place in the order; only "disabled" is below everything.
    return before === 0 ? "loosens" : after === 0 ? "tightens" : "changes";
  }
  return after > before ? "loosens" : "tightens";
}

/** Limits without an order of their own: with one of them different, no more can be said of the whole than that. */
function otherLimitsStep(from: CanonicalConfig, to: CanonicalConfig): Step {
  const limitsOf = ({ maxContentTokens, urlSources, userLocation }: CanonicalConfig) =>
    textOf({ maxContentTokens, urlSources, userLocation });
  return limitsOf(from) === limitsOf(to) ? "same" : "changes";
}

type Hosts = readonly string[] | undefined;

/** The step of a list that allows: absent, it allows every host. */
function allowedStep(from: Hosts, to: Hosts): Step {
  return stepOf(
    to === undefined || (from !== undefined && coversAll(to, from)),
    from === undefined || (to !== undefined && coversAll(from, to)),
  );
}

/** The step of a list that blocks: absent, it blocks none. */
function blockedStep(from: Hosts, to: Hosts): Step {
  return stepOf(coversAll(from ?? [], to ?? []), coversAll(to ?? [], from ?? []));
}

function coversAll(wide: readonly string[], narrow: readonly string[]): boolean {
  return narrow.every((entry) => wide.some((other) => covers(other, entry)));
}

/** An entry stands for its host and all hosts below it; one with a path, for what is under the path (API §4.2). */
function covers(wide: string, narrow: string): boolean {
  const [[host, path], [otherHost, otherPath]] = [partsOf(wide), partsOf(narrow)];
  const isBelow = otherHost === host || otherHost.endsWith(`.${host}`);
  return isBelow && (path === "" || otherPath === path || otherPath.startsWith(`${path}/`));
}

function partsOf(entry: string): readonly [host: string, path: string] {
  const slash = entry.indexOf("/");
  return slash === -1 ? [entry, ""] : [entry.slice(0, slash), entry.slice(slash + 1)];
}

function stepOf(keepsAll: boolean, gainsNone: boolean): Step {
  if (keepsAll && gainsNone) {
    return "same";
  }
  return keepsAll ? "loosens" : gainsNone ? "tightens" : "changes";
}
