import { isDeepStrictEqual } from "node:util";
import type { AgentArrays } from "./wire";

const SPACE_OUTSIDE_STRINGS = /("[^"\\]*(?:\\.[^"\\]*)*")|\s+/g;
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/y;
const SCALAR = /[^,\]}]+/y;
const PLACEHOLDER = /"\\u0001exact:(\d+)\\u0001"/g;

/**
 * Custom tools, their schemas and MCP servers come back with every byte of what was sent, save white space between
 * values: the order of keys and the digits of numbers too, which JavaScript's own objects do not keep. Only texts that
 * JavaScript would write otherwise are remembered.
 */
export class ExactTexts {
  readonly #texts = new WeakMap<object, string>();
  #some = false;

  /** As `JSON.parse`, errors included. */
  parse(text: string): unknown {
    const value: unknown = JSON.parse(text);
    if (!/"(?:input_schema|mcp_servers|tools)"/.test(text)) return value;
    const compact = text.replace(SPACE_OUTSIDE_STRINGS, (_match, kept?: string) => kept ?? "");
    try {
      this.#walk(compact, 0, value, false);
    } catch (error) {
      // Nested too deeply to be followed: it is then written as JavaScript does.
      if (!(error instanceof RangeError)) throw error;
    }
    return value;
  }

  /** As `JSON.stringify`, with the texts that were remembered. */
  write(value: unknown): string {
    if (!this.#some) return JSON.stringify(value);
    const kept: string[] = [];
    const text = JSON.stringify(value, (_key, member: unknown) => {
      const exact = typeof member === "object" && member !== null && this.#texts.get(member);
      return typeof exact === "string" ? `\u0001exact:${kept.push(exact) - 1}\u0001` : member;
    });
    return text.replace(PLACEHOLDER, (whole, index: string) => kept[Number(index)] ?? whole);
  }

  /** Equal in meaning, and the schemas of custom tools in every byte. */
  same(left: AgentArrays, right: AgentArrays): boolean {
    return isDeepStrictEqual(left, right) && this.#schemas(left) === this.#schemas(right);
  }

  #schemas({ tools }: AgentArrays): string {
    return this.write(tools.filter((tool) => tool.type === "custom"));
  }

  /** Follows the text beside the value it stands for; returns where the value ends. */
  #walk(text: string, start: number, value: unknown, isKept: boolean): number {
    const first = text[start];
    if (first !== "{" && first !== "[") return tokenEnd(text, start);
    let at = start + 1;
    const members = first === "[" && Array.isArray(value) ? value.values() : undefined;
    while (text[at] !== "}" && text[at] !== "]") {
      if (members !== undefined || first === "[") {
        at = this.#walk(text, at, members?.next().value, isKept);
      } else {
        const keyEnd = tokenEnd(text, at);
        const key = String(JSON.parse(text.slice(at, keyEnd)));
        at = this.#walkMember(text, keyEnd + 1, value, key);
      }
      if (text[at] === ",") at += 1;
    }
    const end = at + 1;
    if (isKept && typeof value === "object" && value !== null && !Array.isArray(value)) {
      const exact = text.slice(start, end);
      if (exact !== JSON.stringify(value)) {
        this.#texts.set(value, exact);
        this.#some = true;
      }
    }
    return end;
  }

  /** Kept are the entries of the two arrays and every schema. */
  #walkMember(text: string, start: number, holder: unknown, key: string): number {
    const value = (holder as Readonly<Record<string, unknown>> | undefined)?.[key];
    const isArray = (key === "tools" || key === "mcp_servers") && Array.isArray(value);
    const isKept = isArray || key === "input_schema";
    return this.#walk(text, start, value, isKept);
  }
}

function tokenEnd(text: string, start: number): number {
  const token = text[start] === '"' ? STRING : SCALAR;
  token.lastIndex = start;
  token.test(text);
  return token.lastIndex;
}
