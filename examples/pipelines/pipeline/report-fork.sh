#!/usr/bin/env bash
# Comments on a fork's pull or merge request, and runs nothing of the fork.
#
# GitHub: `report-fork.sh preview.jsonl`. HEAD, such as somebody:patch-1, is the branch, HEAD_REPOSITORY where it lies,
# and HEAD_SHA the commit that was previewed. GitHub says which pull request is open for these, never the fork.
# GitLab: MERGE_REQUEST is the number; the preview is fetched from the fork's own job.
set -euo pipefail

# Follows no redirect: a token is for the host that it is sent to. It comes on standard input (--header @-), since
# everybody on the machine sees the arguments of a command.
ask() {
  curl --silent --show-error --fail --retry 3 --max-time 30 "$@"
}
# What the path or the call in $1 leads to in the JSON on standard input; empty where there is none.
pick() {
  node -p "JSON.parse(require('node:fs').readFileSync(0, 'utf8'))$1 ?? ''"
}

if [ -n "${GITLAB_CI:-}" ]; then
  place=gitlab number="$MERGE_REQUEST" preview=preview.jsonl
  fork="$(printf 'private-token: %s\n' "$GITLAB_TOKEN" |
    ask --header @- "$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests/$number" | pick .source_project_id)"
  # Without the token: a fork that is not public has no report. The file may lie elsewhere, so redirects are followed.
  artifacts="$CI_API_V4_URL/projects/$fork/jobs/artifacts/refs%2Fmerge-requests%2F$number%2Fhead"
  ask --location --output "$preview" "$artifacts/raw/preview.jsonl?job=preview-of-fork" ||
    echo "there is no preview of the fork" > "$preview"
else
  place=github preview="$1"
  # An owner may have several forks with such a branch, and a commit that came later has a run of its own.
  is_it='({ head }) => head.sha === process.env.HEAD_SHA && head.repo?.full_name === process.env.HEAD_REPOSITORY'
  number="$(printf 'authorization: Bearer %s\n' "$GITHUB_TOKEN" |
    ask --header @- --header "accept: application/vnd.github+json" \
      --get --data-urlencode "head=$HEAD" --data state=open --data per_page=100 \
      "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/pulls" | pick ".find($is_it)?.number")"
  if [ -z "$number" ]; then
    echo "No open pull request comes from $HEAD_REPOSITORY with this commit: nothing to comment on."
    exit 0
  fi
fi
exec npx --no -- managed-agents-review --title "From a fork, without the state" --post "$place" --pr "$number" "$preview"
