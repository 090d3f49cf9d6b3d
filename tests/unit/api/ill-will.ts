import type { Answerer } from "./loopback";

/** Counterparts that keep a client waiting. */

export const neverAnswers: Answerer = () => undefined;

/** A space every five milliseconds, and no end. */
export const trickles: Answerer = (response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const timer = setInterval(() => response.write(" "), 5);
  response.on("close", () => clearInterval(timer));
};

/** As much as the connection takes, and no end. */
export const endless: Answerer = (response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const chunk = Buffer.alloc(64 * 1024, "[");
  const more = () => {
    while (response.writable && response.write(chunk)) {}
  };
  response.on("drain", more).on("error", () => undefined);
  more();
};
