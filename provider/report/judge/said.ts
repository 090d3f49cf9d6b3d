import type { Statement } from "../../plan/statement";
import type { Resource } from "../facts";

/** The arrays, and what bounds them: where one of these is secret, nobody but the provider can compare. */
const compared = ["tools", "mcpServers", "absent", "atMost"];

export function holdsSecretArrays({ secretKeys }: Resource): boolean {
  return compared.some((key) => secretKeys.has(key));
}

/** What the provider itself said of a change, secrets taken out by it, as the statements that it was made of. */
export function saidStatements({ messages }: Resource): Statement[] {
  return messages.flatMap(({ severity, text }): Statement[] => {
    const [, moment = "", direction, sentence = ""] =
      /^(expired [\d-]+ [\d:]+ UTC: )?(loosens|tightens|changes|may loosen|may tighten) (.*)$/s.exec(
        text,
      ) ?? [];
    if (severity !== "info" || direction === undefined) {
      return [];
    }
    const told = `${moment}${sentence}`;
    if (direction === "may loosen" || direction === "may tighten") {
      const topic = direction === "may loosen" ? "mayLoosen" : "mayTighten";
      return [{ topic, sentence: text }];
    }
    return [{ direction: direction as "loosens" | "tightens" | "changes", sentence: told }];
  });
}
