// Issues of the project, found again by their label:
//
//   node issue.mjs keep LABEL TITLE FILE    one open issue with this text: opened, or brought up to date
//   node issue.mjs close LABEL              none open any more
//   node issue.mjs open LABEL TITLE FILE    one more issue
//
// On GitHub with GITHUB_TOKEN (permissions: issues: write), on GitLab with GITLAB_TOKEN (a project access token with
// the scope api).
import { readFileSync } from "node:fs";

const [, , wish, label, title, file] = process.argv;
const environment = process.env;
// GitHub takes 65,536 characters.
const text = file === undefined ? "" : readFileSync(file, "utf8").slice(0, 65_000);

const github = {
  issues: `${environment.GITHUB_API_URL}/repos/${environment.GITHUB_REPOSITORY}/issues`,
  headers: {
    authorization: `Bearer ${environment.GITHUB_TOKEN}`,
    accept: "application/vnd.github+json",
  },
  stateOpen: "open",
  numberOf: (issue) => issue.number,
  opening: { title, body: text, labels: [label] },
  change: "PATCH",
  text: { body: text },
  closing: { state: "closed", state_reason: "completed" },
};
const gitlab = {
  issues: `${environment.CI_API_V4_URL}/projects/${environment.CI_PROJECT_ID}/issues`,
  headers: { "private-token": environment.GITLAB_TOKEN },
  stateOpen: "opened",
  numberOf: (issue) => issue.iid,
  opening: { title, description: text, labels: label },
  change: "PUT",
  text: { description: text },
  closing: { state_event: "close" },
};
const host = environment.GITLAB_CI === undefined ? github : gitlab;

async function ask(method, url, content) {
  const answer = await fetch(url, {
    method,
    headers: { ...host.headers, "content-type": "application/json" },
    body: content === undefined ? undefined : JSON.stringify(content),
    signal: AbortSignal.timeout(30_000),
  });
  if (!answer.ok) {
    throw new Error(`${method} ${new URL(url).pathname} was answered with ${answer.status}`);
  }
  return answer.json();
}

async function findOpen() {
  const query = new URLSearchParams({ state: host.stateOpen, labels: label });
  const [issue] = await ask("GET", `${host.issues}?${query}`);
  return issue;
}

const found = wish === "open" ? undefined : await findOpen();
if (found !== undefined) {
  const content = wish === "close" ? host.closing : host.text;
  await ask(host.change, `${host.issues}/${host.numberOf(found)}`, content);
  console.log(
    `issue ${host.numberOf(found)} was ${wish === "close" ? "closed" : "brought up to date"}`,
  );
} else if (wish !== "close") {
  const opened = await ask("POST", host.issues, host.opening);
  console.log(`issue ${host.numberOf(opened)} was opened`);
}
