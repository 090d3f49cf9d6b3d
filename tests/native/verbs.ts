import type { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { call, objectOf, type Properties, structOf } from "./plugin";

/** The verbs of the protocol in plain values, with what engines send along. */

export const urn = "urn:pulumi:dev::project::managed-agents:index:SessionOverrides::support";

interface Options {
  readonly urn?: string;
  readonly preview?: boolean;
  readonly timeoutSeconds?: number;
}

export interface Stored {
  readonly id: string;
  readonly properties: Properties;
  readonly refreshBeforeUpdate: boolean;
}

export function verbsOf(client: ResourceProviderClient) {
  return {
    check: async (olds: Properties, news: Properties, options: Options = {}) => {
      const request = new messages.CheckRequest()
        .setUrn(options.urn ?? urn)
        .setOlds(structOf(olds))
        .setNews(structOf(news));
      const answer = await call<messages.CheckResponse>((done) => client.check(request, done));
      return {
        inputs: objectOf(answer.getInputs()) ?? {},
        failures: answer.toObject().failuresList,
      };
    },

    diff: async (oldInputs: Properties, news: Properties, olds: Properties = oldInputs) => {
      const request = new messages.DiffRequest()
        .setUrn(urn)
        .setOlds(structOf(olds))
        .setOldInputs(structOf(oldInputs))
        .setNews(structOf(news));
      const answer = await call<messages.DiffResponse>((done) => client.diff(request, done));
      const { changes, replacesList, diffsList, detaileddiffMap } = answer.toObject();
      return {
        changes,
        replaces: replacesList,
        keys: diffsList,
        paths: Object.fromEntries(detaileddiffMap.map(([path, { kind }]) => [path, kind])),
      };
    },

    create: async (inputs: Properties, options: Options = {}): Promise<Stored> => {
      const request = new messages.CreateRequest()
        .setUrn(options.urn ?? urn)
        .setProperties(structOf(inputs))
        .setPreview(options.preview ?? false)
        .setTimeout(options.timeoutSeconds ?? 0);
      const answer = await call<messages.CreateResponse>((done) => client.create(request, done));
      return {
        id: answer.getId(),
        properties: objectOf(answer.getProperties()) ?? {},
        refreshBeforeUpdate: answer.getRefreshBeforeUpdate(),
      };
    },

    read: async (id: string, properties: Properties = {}, inputs: Properties = {}) => {
      const request = new messages.ReadRequest()
        .setUrn(urn)
        .setId(id)
        .setProperties(structOf(properties))
        .setInputs(structOf(inputs));
      const answer = await call<messages.ReadResponse>((done) => client.read(request, done));
      return {
        id: answer.getId(),
        properties: objectOf(answer.getProperties()) ?? {},
        inputs: objectOf(answer.getInputs()) ?? {},
        refreshBeforeUpdate: answer.getRefreshBeforeUpdate(),
      };
    },

    update: async (
      id: string,
      olds: Properties,
      news: Properties,
      options: Options = {},
    ): Promise<Stored> => {
      const request = new messages.UpdateRequest()
        .setUrn(urn)
        .setId(id)
        .setOlds(structOf(olds))
        .setNews(structOf(news))
        .setPreview(options.preview ?? false)
        .setTimeout(options.timeoutSeconds ?? 0);
      const answer = await call<messages.UpdateResponse>((done) => client.update(request, done));
      return {
        id,
        properties: objectOf(answer.getProperties()) ?? {},
        refreshBeforeUpdate: answer.getRefreshBeforeUpdate(),
      };
    },

    delete: async (id: string, properties: Properties, options: Options = {}) => {
      const request = new messages.DeleteRequest()
        .setUrn(urn)
        .setId(id)
        .setProperties(structOf(properties))
        .setTimeout(options.timeoutSeconds ?? 0);
      await call((done) => client.delete(request, done));
    },

    invoke: async (name: string, args: Properties) => {
      const request = new messages.InvokeRequest()
        .setTok(`managed-agents:index:${name}`)
        .setArgs(structOf(args));
      const answer = await call<messages.InvokeResponse>((done) => client.invoke(request, done));
      return objectOf(answer.getReturn()) ?? {};
    },
  };
}

export type Verbs = ReturnType<typeof verbsOf>;
