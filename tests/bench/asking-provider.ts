import type { dynamic } from "@pulumi/pulumi";
import { type Account, archive, lookAndWrite, lookAt, readBySchema } from "./asking";

/** For Pulumi's dynamic host: resources that do what `asking` does, and hold what they are given. */

let account: Account = { url: "", apiKey: "" };

export const provider: dynamic.ResourceProvider = {
  async configure({ config }) {
    account = {
      url: config.require("managed-agents:baseUrl"),
      apiKey: config.require("managed-agents:apiKey"),
    };
  },
  async check(olds, news) {
    readBySchema(olds, news);
    return { inputs: news };
  },
  async diff(_id, olds, news) {
    readBySchema(olds, news);
    return { changes: JSON.stringify(olds) !== JSON.stringify(news) };
  },
  async read(id, props?: { readonly sessionId: string }) {
    await lookAt(account, props?.sessionId ?? "");
    return props === undefined ? { id } : { id, props };
  },
  async create(inputs: { readonly sessionId: string }) {
    await lookAndWrite(account, inputs.sessionId);
    return { id: "asking", outs: inputs };
  },
  async delete(_id, { sessionId }: { readonly sessionId: string }) {
    await archive(account, sessionId);
  },
};
