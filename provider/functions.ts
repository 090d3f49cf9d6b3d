import * as z from "zod";
import { ProviderError } from "./errors";
import { sessionOverridesSchema } from "./model/inputs";
import type { PropertyRecord } from "./model/property-record";
import type { ObservedSession, SessionFilter } from "./model/session";
import { accessOfInputs } from "./plan/access";
import { strayOf } from "./plan/belongs";
import { inputsAsFound } from "./plan/drift";
import type { Dependencies } from "./reconcile/dependencies";
import { listed } from "./reconcile/sentences";
import { sessionPages } from "./reconcile/session-pages";
import { createStrays } from "./reconcile/strays";
import { callOf, type VerbContext } from "./reconcile/verb";

/** What the functions of this package read; they never write. Both hosts and the SDK call the same two. */
export interface ProviderFunctions {
  /** One session as it is at this moment: one GET. */
  getSession(args: PropertyRecord, context: VerbContext): Promise<PropertyRecord>;
  /** The sessions that fit, newest first: one GET per fifty, at most `limit`. */
  listSessions(args: PropertyRecord, context: VerbContext): Promise<PropertyRecord>;
}

export const getSessionArgsSchema = z.strictObject({
  sessionId: sessionOverridesSchema.shape.sessionId.describe("The session to read."),
});

const listLimitMax = 100_000;
const instant = z.iso.datetime({ offset: true });

export const listSessionsArgsSchema = z.strictObject({
  agentId: z.string().min(1).nullish().describe("Only sessions of this agent. Default: of all."),
  agentVersion: z
    .int()
    .positive()
    .nullish()
    .describe("Only sessions of this version; needs `agentId`. Default: of all."),
  statuses: z
    .array(z.string().min(1))
    .nullish()
    .describe("`idle`, `running`, `rescheduling`, `terminated`. Default: all (API §5.1)."),
  includeArchived: z.boolean().nullish().describe("Default: false (API §2.2)."),
  createdAfter: instant.nullish().describe("RFC 3339. Default: no bound."),
  createdBefore: instant.nullish().describe("RFC 3339. Default: no bound."),
  limit: z
    .int()
    .positive()
    .max(listLimitMax)
    .nullish()
    .describe(`The most sessions to return. Default: ${listLimitMax}.`),
});

export function createFunctions(dependencies: () => Dependencies): ProviderFunctions {
  return {
    async getSession(args, context) {
      const { sessionId } = parseArgs("getSession", getSessionArgsSchema, args);
      const look = await dependencies().api.getSession(sessionId, callOf(context));
      if (look.kind === "gone") {
        throw new ProviderError(
          "notFound",
          `there is no session ${sessionId} for the credentials in use. Check the id, and that the key belongs to the session's workspace.`,
          { sessionId, status: 404 },
        );
      }
      return describeSession(look.session);
    },

    async listSessions(args, context) {
      const { limit, ...stated } = parseArgs("listSessions", listSessionsArgsSchema, args);
      if (typeof stated.agentVersion === "number" && typeof stated.agentId !== "string") {
        throw new ProviderError("invalid", "listSessions: agentVersion needs agentId");
      }
      const filter = Object.fromEntries(
        Object.entries(stated).filter(([, value]) => value !== null),
      ) as SessionFilter;
      const sessions = await collect(filter, limit ?? listLimitMax, dependencies(), context);
      return { sessions: sessions.map(describeSession) };
    },
  };
}

function parseArgs<Args>(name: string, schema: z.ZodType<Args>, args: PropertyRecord): Args {
  const result = schema.safeParse(args);
  if (!result.success) {
    const issues = result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    throw new ProviderError("invalid", `${name}: ${issues.join("; ")}`);
  }
  return result.data;
}

const words = {
  gaveUp: "listSessions: gave up",
  advice: "Narrow it with agentId, createdAfter or limit.",
};

async function collect(
  filter: SessionFilter,
  limit: number,
  { api }: Dependencies,
  context: VerbContext,
): Promise<ObservedSession[]> {
  // By id: a list that grows while it is read may show a session on two pages.
  const sessions = new Map<string, ObservedSession>();
  const odd: string[] = [];
  const strays = createStrays(filter.agentId ?? "the workspace");
  for await (const page of sessionPages(words, filter, api, context)) {
    for (const session of page.sessions) {
      if (!sessions.has(session.sessionId) && !strays.note(session, strayOf(session, filter))) {
        sessions.set(session.sessionId, session);
      }
    }
    odd.push(
      ...page.unreadable.map(({ facts, problem }) => `${facts?.sessionId ?? "no id"} ${problem}`),
    );
    if (sessions.size >= limit) {
      break;
    }
  }
  strays.tell(context.reporter);
  if (odd.length > 0) {
    context.reporter.warn(
      `listSessions: ${odd.length} of the sessions cannot be read and are left out: ${listed(odd)}`,
    );
  }
  return [...sessions.values()].slice(0, limit);
}

/** A session for a program: live status included, arrays in the words of the inputs. */
function describeSession(session: ObservedSession): PropertyRecord {
  const { arrays } = inputsAsFound({ tools: [], mcpServers: [] }, session);
  const { sessionId, status, agentId, agentVersion, title, createdAt, updatedAt, archivedAt } =
    session;
  return {
    sessionId,
    status,
    agentId,
    ...arrays,
    access: accessOfInputs(arrays),
    ...(agentVersion === undefined ? {} : { agentVersion }),
    ...(title === undefined ? {} : { title }),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(updatedAt === undefined ? {} : { updatedAt }),
    ...(archivedAt === undefined ? {} : { archivedAt }),
  };
}
