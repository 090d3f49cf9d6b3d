import type { Direction } from "../../plan/direction";
import type { Statement } from "../../plan/statement";
import type { Message, Resource } from "../facts";

/** The arrays, and what bounds them: where one of these is secret, nobody but the provider can compare. */
const compared = ["tools", "mcpServers", "absent", "atMost"];

export function holdsSecretArrays({ secretKeys }: Resource): boolean {
  return compared.some((key) => secretKeys.has(key));
}

/** What the provider itself said of a change, secrets taken out by it, as the statements that it was made of. */
export function saidStatements({ messages }: Resource): Statement[] {
  return messages.flatMap((message) => statementOf(message) ?? []);
}

/** What the report calls the same that the provider put on the resource's row. */
export function sentenceOf(message: Message): string {
  return statementOf(message)?.sentence ?? message.text;
}

function statementOf({ severity, text }: Message): Statement | undefined {
  const [, moment = "", direction, sentence = ""] =
    /^(expired [\d-]+ [\d:]+ UTC: )?(loosens|tightens|changes|may loosen|may tighten) (.*)$/s.exec(
      text,
    ) ?? [];
  if (severity !== "info" || direction === undefined) {
    return undefined;
  }
  return direction === "may loosen" || direction === "may tighten"
    ? { topic: direction === "may loosen" ? "mayLoosen" : "mayTighten", sentence: text }
    : { direction: direction as Direction, sentence: `${moment}${sentence}` };
}
