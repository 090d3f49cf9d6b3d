import { type Forge, forgeToken, type OtherCalls, startForge } from "../report/forge";

/** An issue as the stand-in keeps it. */
export interface Issue {
  readonly number: number;
  readonly title: string;
  text: string;
  readonly label: string;
  isOpen: boolean;
  /** GitHub lists pull requests among the issues. */
  readonly isPull?: boolean;
}

/** A pull request as the stand-in for GitHub keeps it. */
export interface OpenPull {
  readonly number: number;
  /** `somebody:branch`. */
  readonly from: string;
  readonly repository: string;
  readonly commit: string;
}

/** GitHub or GitLab as far as pipelines need them: comments, issues, which pull request a branch is open for, tokens. */
export interface CodeHost extends Forge {
  readonly issues: Issue[];
  readonly openPulls: OpenPull[];
  /** The number of a merge request to the file that the fork's job left. */
  readonly forkPreviews: Map<number, string>;
  /** Identity tokens that were handed out. */
  readonly tokens: readonly string[];
}

export { forgeToken };

/** A JSON Web Token as GitHub signs them, without the signature. */
export function identityToken(audience: string, count: number): string {
  const claims = {
    aud: audience,
    sub: "repo:office/sessions:environment:managed-agents",
    jti: count,
  };
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "RS256" })}.${part(claims)}.${part("unsigned")}`;
}

const shownPull = ({ number, repository, commit }: OpenPull) => ({
  number,
  head: { sha: commit, repo: { full_name: repository } },
});

type Body = Parameters<OtherCalls["answer"]>[2];

const ofFork =
  /\/projects\/99\/jobs\/artifacts\/refs%2Fmerge-requests%2F(\d+)%2Fhead\/raw\/preview.jsonl$/;

export async function startCodeHost(kind: "github" | "gitlab"): Promise<CodeHost> {
  const issues: Issue[] = [];
  const openPulls: OpenPull[] = [];
  const forkPreviews = new Map<number, string>();
  const tokens: string[] = [];
  const shown = ({ number, title, text, label, isPull }: Issue) =>
    kind === "github"
      ? {
          ...{ number, title, body: text, labels: [{ name: label }] },
          ...(isPull ? { pull_request: {} } : {}),
        }
      : { iid: number, title, description: text, labels: [label] };
  const textOf = (body: Body) => (kind === "github" ? body.body : body.description);

  function ofIssues(method: string, { searchParams, pathname }: URL, body: Body) {
    if (method === "GET") {
      const label = searchParams.get("labels");
      return [
        200,
        issues.filter((each) => each.isOpen && each.label === label).map(shown),
      ] as const;
    }
    if (method === "POST") {
      const label = [body.labels].flat().join();
      const fresh = { title: String(body.title), text: String(textOf(body)), label, isOpen: true };
      issues.push({ number: issues.length + 1, ...fresh });
      return [201, shown(issues[issues.length - 1] as Issue)] as const;
    }
    const found = issues[Number(pathname.split("/").at(-1)) - 1];
    if (found === undefined) return [404, { message: "Not Found" }] as const;
    if (body.state === "closed" || body.state_event === "close") found.isOpen = false;
    found.text = String(textOf(body) ?? found.text);
    return [200, shown(found)] as const;
  }

  function answer(method: string, url: URL, body: Body) {
    const { pathname, searchParams } = url;
    if (/\/issues(\/\d+)?$/.test(pathname)) return ofIssues(method, url, body);
    if (pathname.endsWith("/pulls")) {
      const found = openPulls.filter(({ from }) => from === searchParams.get("head"));
      return [200, found.map(shownPull)] as const;
    }
    if (pathname === "/identity") {
      const fresh = identityToken(String(searchParams.get("audience")), tokens.length + 1);
      tokens.push(fresh);
      return [200, { value: fresh }] as const;
    }
    if (/\/merge_requests\/\d+$/.test(pathname)) return [200, { source_project_id: 99 }] as const;
    const [, request] = ofFork.exec(pathname) ?? [];
    const preview = forkPreviews.get(Number(request));
    return preview === undefined ? undefined : ([200, preview] as const);
  }

  const forge = await startForge(kind, {
    answer,
    isPublic: ({ pathname }) => ofFork.test(pathname),
  });
  return { ...forge, issues, openPulls, forkPreviews, tokens };
}
