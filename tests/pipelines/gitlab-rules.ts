/**
 * The conditions of GitLab's rules, as far as the kit has them: `$NAME == "text"`, `$NAME != $OTHER` and `$NAME` alone,
 * joined by `&&` and `||`, of which `&&` binds more tightly.
 */

export type Variables = Readonly<Record<string, string>>;

export interface Rule {
  readonly if?: string;
}

/** Whether one of the rules holds; none at all holds always. */
export function ruleHolds(rules: readonly Rule[] | undefined, variables: Variables): boolean {
  return rules === undefined || rules.some((rule) => conditionHolds(rule.if ?? "", variables));
}

function conditionHolds(condition: string, variables: Variables): boolean {
  return condition
    .split("||")
    .some((alternative) =>
      alternative.split("&&").every((term) => termHolds(term.trim(), variables)),
    );
}

function termHolds(term: string, variables: Variables): boolean {
  const [, left = "", operator, right = ""] =
    /^(\$\w+|"[^"]*")(?:\s*(==|!=)\s*(\$\w+|"[^"]*"))?$/.exec(term) ?? [];
  if (left === "") throw new Error(`this is no condition that the kit should have: ${term}`);
  const textOf = (text: string) =>
    text.startsWith("$") ? (variables[text.slice(1)] ?? "") : text.slice(1, -1);
  if (operator === undefined) return textOf(left) !== "";
  return (textOf(left) === textOf(right)) === (operator === "==");
}
