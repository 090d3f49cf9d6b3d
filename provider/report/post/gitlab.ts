import * as z from "zod";
import { type Board, type Comment, isGood, type Posted, pageSize, postComment } from "./comment";
import { type Access, type Answer, createHttp, reasonOf } from "./http";
import { PostError } from "./post-error";

type Environment = Readonly<Record<string, string | undefined>>;

const notes = z.array(
  z.looseObject({
    id: z.number(),
    body: z.string(),
    author: z.looseObject({ id: z.number() }),
  }),
);
const account = z.looseObject({ id: z.number() });

/** The note on a merge request. */
export async function postToGitlab(
  environment: Environment,
  named: number | undefined,
  comment: { readonly marker: string; readonly text: string },
): Promise<Posted> {
  const { CI_API_V4_URL: baseUrl, CI_PROJECT_ID: project, GITLAB_TOKEN: token } = environment;
  const mergeRequest = named ?? numberOf(environment.CI_MERGE_REQUEST_IID);
  if (mergeRequest === undefined) {
    return { kind: "skipped", reason: "this job is about no merge request; --pr names one" };
  }
  const missing = Object.entries({
    CI_API_V4_URL: baseUrl,
    CI_PROJECT_ID: project,
    GITLAB_TOKEN: token,
  })
    .filter(([, value]) => !value)
    .map(([name]) => name);
  if (!baseUrl || !project || !token) {
    throw new PostError(
      `no comment was written: ${missing.join(" and ")} not set. GITLAB_TOKEN is a project access token with the scope api, as a masked variable; the job's own CI_JOB_TOKEN may not comment.`,
    );
  }
  return postComment(
    gitlabBoard({ baseUrl, token, environment }, project, mergeRequest),
    comment.marker,
    comment.text,
  );
}

function numberOf(text: string | undefined): number | undefined {
  const number = Number(text ?? "");
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

function gitlabBoard({ baseUrl, token, environment }: Access, project: string, iid: number): Board {
  const http = createHttp(baseUrl, { "private-token": token }, environment);
  const path = `/projects/${encodeURIComponent(project)}/merge_requests/${iid}/notes`;
  let me: number | undefined;
  const authors = new Map<number, number>();
  return {
    async list(page) {
      const answer = await http.send(
        "GET",
        `${path}?per_page=${pageSize}&page=${page}&sort=asc&order_by=created_at`,
      );
      const seen = notes.safeParse(answer.body);
      if (!isGood(answer) || !seen.success) {
        throw refusal(answer);
      }
      return seen.data.map(({ id, body, author }): Comment => {
        authors.set(id, author.id);
        return { id, body, isOurs: undefined };
      });
    },
    async isOurs({ id }) {
      if (me === undefined) {
        const seen = account.safeParse((await http.send("GET", "/user")).body);
        me = seen.success ? seen.data.id : -1;
      }
      return authors.get(id) === me;
    },
    create: (body) => http.send("POST", path, { body }),
    update: (id, body) => http.send("PUT", `${path}/${id}`, { body }),
    remove: (id) => http.send("DELETE", `${path}/${id}`),
    refusal,
  };
}

const advice: Readonly<Record<number, string>> = {
  401: "GITLAB_TOKEN is not valid (any more), or is a CI_JOB_TOKEN, which may not comment.",
  403: "The token may not comment: it needs the scope api and the role Reporter at least.",
  404: "The token does not see the merge request: check CI_PROJECT_ID and --pr, and that the token has the scope api.",
  422: "GitLab does not take the text: check --max-bytes.",
};

function refusal(answer: Answer): Error {
  const what = advice[answer.status] ?? "Nothing was changed there; run the job again.";
  return new PostError(`GitLab refused the comment (${reasonOf(answer)}). ${what}`);
}
