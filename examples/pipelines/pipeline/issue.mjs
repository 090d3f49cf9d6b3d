// Issues of the project, found again by their label:
//
//   node issue.mjs keep LABEL TITLE FILE    one open issue with this text: opened, or brought up to date
//   node issue.mjs close LABEL              none open any more
//   node issue.mjs open LABEL TITLE FILE    one more issue; its number is the last word
//   node issue.mjs write NUMBER FILE        another text for an issue
//
// On GitHub with GITHUB_TOKEN (permissions: issues: write), on GitLab with GITLAB_TOKEN (a project access token with
// the scope api and the role Reporter). A proxy in the environment is used where NODE_USE_ENV_PROXY is 1 (Node.js 22.21
// or 24).
import { readFileSync } from "node:fs";

const environment = process.env;

const github = {
  issues: `${environment.GITHUB_API_URL}/repos/${environment.GITHUB_REPOSITORY}/issues`,
  headers: {
    authorization: `Bearer ${environment.GITHUB_TOKEN}`,
    accept: "application/vnd.github+json",
  },
  stateOpen: "open",
  numberOf: (issue) => issue.number,
  // GitHub lists pull requests as issues, too.
  isIssue: (issue) => issue.pull_request === undefined,
  opening: (label, title, text) => ({ title, body: text, labels: [label] }),
  change: "PATCH",
  writing: (text) => ({ body: text }),
  closing: { state: "closed", state_reason: "completed" },
};
const gitlab = {
  issues: `${environment.CI_API_V4_URL}/projects/${environment.CI_PROJECT_ID}/issues`,
  headers: { "private-token": environment.GITLAB_TOKEN },
  stateOpen: "opened",
  numberOf: (issue) => issue.iid,
  isIssue: () => true,
  opening: (label, title, text) => ({ title, description: text, labels: label }),
  change: "PUT",
  writing: (text) => ({ description: text }),
  closing: { state_event: "close" },
};
const host = environment.GITLAB_CI === undefined ? github : gitlab;

async function ask(method, url, content) {
  const answer = await fetch(url, {
    method,
    headers: { ...host.headers, "content-type": "application/json" },
    body: content === undefined ? undefined : JSON.stringify(content),
    // The token is for this host, and a redirected POST would arrive as a GET.
    redirect: "error",
    signal: AbortSignal.timeout(30_000),
  });
  if (!answer.ok) {
    throw new Error(`${method} ${new URL(url).pathname} was answered with ${answer.status}`);
  }
  return answer.json();
}

async function findOpen(label) {
  const query = new URLSearchParams({ state: host.stateOpen, labels: label, per_page: "100" });
  const found = await ask("GET", `${host.issues}?${query}`);
  return found.filter(host.isIssue).map(host.numberOf);
}

async function change(number, content, done) {
  await ask(host.change, `${host.issues}/${number}`, content);
  console.log(`${done} issue ${number}`);
}

// GitHub takes 65,536 characters.
const textOf = (file) => readFileSync(file, "utf8").slice(0, 65_000);
const write = (number, file) => change(number, host.writing(textOf(file)), "brought up to date");

async function open(label, title, file) {
  const opened = await ask("POST", host.issues, host.opening(label, title, textOf(file)));
  console.log(`opened issue ${host.numberOf(opened)}`);
}

async function keep(label, title, file) {
  const [number] = await findOpen(label);
  await (number === undefined ? open(label, title, file) : write(number, file));
}

async function close(label) {
  for (const number of await findOpen(label)) await change(number, host.closing, "closed");
}

const [, , wish, ...rest] = process.argv;
await { keep, close, open, write }[wish](...rest);
