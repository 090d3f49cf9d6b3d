import { readFileSync } from "node:fs";
import { createServer as createHttpServer, request } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, type Server, type Socket } from "node:net";
import path from "node:path";

/** A name that only the proxy can resolve; the certificate beside this file is made for it, and trusted by nobody else. */
export const secureHost = "api.managed-agents.test";
export const certificate = path.join(__dirname, "tls", "certificate.pem");

export interface HttpsProxy {
  /** With a password, as proxies of companies have them. */
  readonly url: string;
  /** What the proxy saw in the clear: the lines of its own requests, `CONNECT api.managed-agents.test:443`. */
  readonly asked: readonly string[];
  /** Everything that went through it, as it went. */
  readonly carried: () => string;
  close(): Promise<void>;
}

export const proxyPassword = "proxy-password-0123";

/** A proxy that opens tunnels to `secureHost`, behind which an emulator answers over TLS; or that refuses with a status. */
export async function startHttpsProxy(emulatorUrl: string, refusal?: number): Promise<HttpsProxy> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
  };
  const secure = createHttpsServer(
    {
      key: readFileSync(path.join(__dirname, "tls", "key.pem")),
      cert: readFileSync(certificate),
    },
    (incoming, outgoing) => {
      const { method, headers } = incoming;
      const on = request(`${emulatorUrl}${incoming.url}`, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      });
      incoming.pipe(on);
    },
  );
  secure.on("connection", keep);
  const securePort = await listening(secure);

  const asked: string[] = [];
  const carried: Buffer[] = [];
  const proxy = createHttpServer((incoming, outgoing) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    outgoing.writeHead(405).end();
  });
  proxy.on("connection", keep);
  proxy.on("connect", (incoming: { readonly url?: string }, client: Socket) => {
    asked.push(`CONNECT ${incoming.url}`);
    if (refusal !== undefined) {
      client.end(`HTTP/1.1 ${refusal} No\r\n\r\n`);
      return;
    }
    const server = connect(securePort, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.on("data", (bytes) => carried.push(bytes));
      client.pipe(server).pipe(client);
    });
    keep(server);
  });
  const port = await listening(proxy);
  return {
    url: `http://user:${proxyPassword}@127.0.0.1:${port}`,
    asked,
    carried: () => Buffer.concat(carried).toString("latin1"),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all([closed(proxy), closed(secure)]);
    },
  };
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => void server.close(() => resolve()));
}
