import { isIP } from "node:net";

const forbiddenSuffixes = ["localhost", "local", "internal", "localdomain", "invalid"];

/**
 * What is wrong with one entry of a domain list, or undefined. A plain host name that stands for itself and its
 * subdomains; web_search may add a path (API §4.2, domain entry rules).
 */
export function domainReason(entry: string, tool: "web_fetch" | "web_search"): string | undefined {
  if (/\s/.test(entry)) {
    return "must not contain white space";
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(entry)) {
    return 'must be a plain host such as "example.com", without a scheme';
  }
  const slash = entry.indexOf("/");
  const host = (slash === -1 ? entry : entry.slice(0, slash)).toLowerCase();
  const path = slash === -1 ? "" : entry.slice(slash + 1);
  return hostReason(host) ?? pathReason(path, tool);
}

function hostReason(host: string): string | undefined {
  if (isAddress(host)) {
    return 'IP addresses are not supported; give a plain host such as "example.com"';
  }
  if (host.includes("@")) {
    return "must not carry credentials";
  }
  if (host.includes(":")) {
    return "must not carry a port";
  }
  if (host.includes("*")) {
    return "wildcards are not supported; a host stands for its subdomains too";
  }
  const labels = host.split(".");
  if (/^\d+$/.test(labels.at(-1) ?? "")) {
    return 'must not end in a number; give a plain host such as "example.com"';
  }
  if (!labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label))) {
    return 'must be a plain ASCII host such as "example.com"';
  }
  const last = labels.at(-1) ?? "";
  if (forbiddenSuffixes.includes(last)) {
    return `hosts under "${last}" are not allowed`;
  }
  return labels.length < 2 ? "must have at least two labels, such as example.com" : undefined;
}

/** An IP address in any form: `127.1`, `0x7f000001` and `2130706433` mean one too, and URLs spell them out. */
function isAddress(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "");
  if (isIP(bare) !== 0) {
    return true;
  }
  return /^[\da-fx.]+$/.test(host) && isIP(hostOfUrl(host)) !== 0;
}

function hostOfUrl(host: string): string {
  const address = `http://${host}`;
  return URL.canParse(address) ? new URL(address).hostname : "";
}

function pathReason(path: string, tool: "web_fetch" | "web_search"): string | undefined {
  if (path === "") {
    return undefined;
  }
  if (tool === "web_fetch") {
    return "web_fetch takes hosts only, without a path";
  }
  return /[?#$,|^!]/.test(path) ? "the path must not contain any of ? # $ , | ^ !" : undefined;
}
