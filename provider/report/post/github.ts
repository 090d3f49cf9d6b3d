import * as z from "zod";
import { type Board, type Comment, isGood, type Posted, pageSize, postComment } from "./comment";
import { type Access, type Answer, createHttp, reasonOf } from "./http";
import { PostError } from "./post-error";

type Environment = Readonly<Record<string, string | undefined>>;

const number = z.int().positive();
const event = z.looseObject({
  pull_request: z
    .looseObject({
      number,
      head: z.looseObject({ repo: z.looseObject({ fork: z.boolean() }).nullish() }).optional(),
    })
    .optional(),
  issue: z.looseObject({ number, pull_request: z.unknown() }).optional(),
  workflow_run: z.looseObject({ pull_requests: z.array(z.looseObject({ number })) }).optional(),
});
const comments = z.array(
  z.looseObject({
    id: z.number(),
    body: z.string().nullish(),
    user: z.looseObject({ login: z.string(), type: z.string() }).nullish(),
  }),
);
const account = z.looseObject({ login: z.string() });

/** A pull request on GitHub, and whether it came from a fork, whose token may only read. */
interface PullRequest {
  readonly number: number | undefined;
  readonly isFork: boolean;
}

/** `readEvent` gives the text of the file that describes what started the job. */
export async function postToGithub(
  environment: Environment,
  named: number | undefined,
  readEvent: (file: string) => string,
  comment: { readonly marker: string; readonly text: string },
): Promise<Posted> {
  const { GITHUB_TOKEN: token, GITHUB_REPOSITORY: repository } = environment;
  const pull = pullRequestOf(environment.GITHUB_EVENT_PATH, readEvent);
  const pr = named ?? pull.number;
  if (pr === undefined) {
    return { kind: "skipped", reason: "this job is about no pull request; --pr names one" };
  }
  if (!token || !repository) {
    const missing = token ? "GITHUB_REPOSITORY" : "GITHUB_TOKEN";
    throw new PostError(
      `no comment was written: ${missing} is not set. Give the step env: GITHUB_TOKEN: \${{ github.token }}, and run it in a job of GitHub Actions.`,
    );
  }
  const baseUrl = environment.GITHUB_API_URL || "https://api.github.com";
  const board = githubBoard({ baseUrl, token, environment }, repository, pr);
  try {
    return await postComment(board, comment.marker, comment.text);
  } catch (error) {
    if (error instanceof RefusedError && pull.isFork && named === undefined) {
      return {
        kind: "skipped",
        reason: `the token of a fork's pull request may only read (${error.seen}); a workflow_run job of the repository itself can comment`,
      };
    }
    throw error;
  }
}

function pullRequestOf(file: string | undefined, readEvent: (file: string) => string): PullRequest {
  const seen = event.safeParse(file ? parsedEvent(readEvent(file)) : {});
  if (!seen.success) {
    return { number: undefined, isFork: false };
  }
  const { pull_request: pull, issue, workflow_run: run } = seen.data;
  const ofIssue = issue?.pull_request === undefined ? undefined : issue.number;
  return {
    number: pull?.number ?? ofIssue ?? run?.pull_requests[0]?.number,
    isFork: pull?.head?.repo?.fork === true,
  };
}

function parsedEvent(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

class RefusedError extends PostError {
  constructor(
    readonly seen: string,
    advice: string,
  ) {
    super(`GitHub refused the comment (${seen}). ${advice}`);
  }
}

function githubBoard(
  { baseUrl, token, environment }: Access,
  repository: string,
  pr: number,
): Board {
  const headers = {
    authorization: `Bearer ${token}`,
    accept: "application/vnd.github+json",
    "x-github-api-version": "2022-11-28",
  };
  const http = createHttp(baseUrl, headers, environment);
  const issues = `/repos/${repository.split("/").map(encodeURIComponent).join("/")}/issues`;
  let me: string | undefined;
  const authors = new Map<number, string>();
  return {
    async list(page) {
      const path = `${issues}/${pr}/comments?per_page=${pageSize}&page=${page}`;
      const answer = await http.send("GET", path);
      const seen = comments.safeParse(answer.body);
      if (!isGood(answer) || !seen.success) {
        throw refusal(answer);
      }
      return seen.data.map(({ id, body, user }): Comment => {
        authors.set(id, user?.login ?? "");
        // The token of a job writes as a bot; a person's own token is asked whose it is.
        return { id, body: body ?? "", isOurs: user?.type === "Bot" ? true : undefined };
      });
    },
    async isOurs({ id }) {
      if (me === undefined) {
        const seen = account.safeParse((await http.send("GET", "/user")).body);
        me = seen.success ? seen.data.login : "";
      }
      return me !== "" && authors.get(id) === me;
    },
    create: (body) => http.send("POST", `${issues}/${pr}/comments`, { body }),
    update: (id, body) => http.send("PATCH", `${issues}/comments/${id}`, { body }),
    remove: (id) => http.send("DELETE", `${issues}/comments/${id}`),
    refusal,
  };
}

const advice: Readonly<Record<number, string>> = {
  401: "The token is not valid (any more): GITHUB_TOKEN must be that of this job, or one that has not expired.",
  403: "The token may not comment: the job needs permissions: pull-requests: write (and contents: read for the checkout).",
  404: "The token does not see the pull request: check the repository and --pr, and that the job has permissions: pull-requests: write.",
  422: "GitHub does not take the text or the pull request is locked: check --pr, and that --max-bytes is at most 65000.",
};

function refusal(answer: Answer): Error {
  const seen = reasonOf(answer);
  return new RefusedError(
    seen,
    advice[answer.status] ?? "Nothing was changed there; run the job again.",
  );
}
