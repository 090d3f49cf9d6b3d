import type { WireMcpServer } from "./wire";

/**
 * How a server spells the URLs of MCP servers that it was given: as they were sent; as the URL standard writes them
 * (host in lower case, no default port, "/" for an empty path); or otherwise, with the same meaning.
 */
export type UrlSpelling =
  | "asSent"
  | "normalised"
  | "upperCaseHost"
  | "withDefaultPort"
  | "withoutEmptyPath";

export function respellServer(server: WireMcpServer, spelling: UrlSpelling): WireMcpServer {
  if (spelling === "asSent" || typeof server.url !== "string") return server;
  const url = respellUrl(server.url, spelling);
  return url === server.url ? server : { ...server, url };
}

function respellUrl(text: string, spelling: Exclude<UrlSpelling, "asSent">): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  switch (spelling) {
    case "normalised":
      return url.href;
    case "upperCaseHost":
      return text.replace(/^([a-z]+:\/\/)([^/?#]*)/i, (_match, scheme: string, host: string) =>
        host.includes("@") ? scheme + host : scheme + host.toUpperCase(),
      );
    case "withDefaultPort": {
      const port = url.protocol === "https:" ? 443 : 80;
      const isBare = url.port === "" && !/^[a-z]+:\/\/[^/?#]*:\d+/i.test(text);
      return isBare ? text.replace(/^([a-z]+:\/\/[^/?#]*)/i, `$1:${port}`) : text;
    }
    case "withoutEmptyPath":
      return url.pathname === "/" && url.search === "" && url.hash === ""
        ? text.replace(/\/$/, "")
        : text;
  }
}
