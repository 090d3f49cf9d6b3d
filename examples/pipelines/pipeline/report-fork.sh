#!/usr/bin/env bash
# Comments on a fork's pull or merge request, and runs nothing of the fork.
#
# GitHub: `report-fork.sh preview.jsonl`, and HEAD, such as somebody:patch-1, is the branch; which pull request it is open
# for GitHub says, never the fork. GitLab: MERGE_REQUEST is the number; the preview is fetched from the fork's own job.
set -euo pipefail

ask() {
  curl --silent --show-error --fail --location --retry 3 --max-time 30 "$@"
}
# The member of the JSON on standard input that a path such as `[0]?.number` leads to; empty where there is none.
pick() {
  node -p "JSON.parse(require('node:fs').readFileSync(0, 'utf8'))$1 ?? ''"
}

if [ -n "${GITLAB_CI:-}" ]; then
  place=gitlab number="$MERGE_REQUEST" preview=preview.jsonl
  fork="$(ask --header "private-token: $GITLAB_TOKEN" \
    "$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests/$number" | pick .source_project_id)"
  # Without the token: a fork that is not public has no report.
  artifacts="$CI_API_V4_URL/projects/$fork/jobs/artifacts/refs%2Fmerge-requests%2F$number%2Fhead"
  ask --output "$preview" "$artifacts/raw/preview.jsonl?job=preview-of-fork" ||
    echo "there is no preview of the fork" > "$preview"
else
  place=github preview="$1"
  number="$(ask --get --data-urlencode "head=$HEAD" --data state=open \
    --header "authorization: Bearer $GITHUB_TOKEN" --header "accept: application/vnd.github+json" \
    "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/pulls" | pick '[0]?.number')"
  if [ -z "$number" ]; then
    echo "No open pull request comes from $HEAD: nothing to comment on."
    exit 0
  fi
fi
exec npx --no -- managed-agents-review --title "From a fork, without the state" --post "$place" --pr "$number" "$preview"
