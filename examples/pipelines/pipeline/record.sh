#!/usr/bin/env bash
# Leaves word of a deployment without review: an issue with who, why (REASON), and what was done: `record.sh
# deployment.jsonl`.
set -euo pipefail

who="${GITHUB_ACTOR:-${GITLAB_USER_LOGIN:-somebody}}"
run="${CI_JOB_URL:-${GITHUB_SERVER_URL:-}/${GITHUB_REPOSITORY:-}/actions/runs/${GITHUB_RUN_ID:-}}"
{
  printf 'Deployed without review by `%s`, in %s.\n\nThe reason that was given:\n\n' "$who" "$run"
  printf '%s\n' "$REASON" | sed 's/^/> /'
  printf '\nTo do: review the branch and merge it, or deploy the default branch to undo it.\n\n'
  npx --no -- managed-agents-review --title "What was done to $STACK" --format markdown "$1" || true
} > record.md
cat record.md >> "${GITHUB_STEP_SUMMARY:-/dev/null}"
NODE_USE_ENV_PROXY=1 node "$(dirname "$0")/issue.mjs" open managed-agents-break-glass "$STACK was deployed without review" record.md
