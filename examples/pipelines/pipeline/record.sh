#!/usr/bin/env bash
# Leaves word of a deployment without review: an issue with who, why (REASON), and what was done.
#
#   record.sh begin                   before it, so that a job which is cancelled or takes too long leaves word, too
#   record.sh end deployment.jsonl    afterwards, whatever became of it
set -euo pipefail

# Who runs a job again is not who started it first.
who="${GITHUB_TRIGGERING_ACTOR:-${GITHUB_ACTOR:-${GITLAB_USER_LOGIN:-somebody}}}"
run="${CI_JOB_URL:-${GITHUB_SERVER_URL:-}/${GITHUB_REPOSITORY:-}/actions/runs/${GITHUB_RUN_ID:-}}"

issue() {
  NODE_USE_ENV_PROXY=1 node "$(dirname "$0")/issue.mjs" "$@"
}
say_what_is_known() {
  if [ "$1" = begin ]; then
    echo "It is under way. If its job has ended and this still stands here, the job was cancelled or took too long:"
    echo "its log says how far it came, and its lock may be left."
  elif [ -e "$2" ]; then
    printf 'To do: review the branch and merge it, or deploy the default branch to undo it.\n\n'
    npx --no -- managed-agents-review --title "What was done to $STACK" --format markdown "$2" || true
  else
    echo "Nothing was deployed: the job ended before it came to that."
  fi
}

{
  printf 'A deployment without review by `%s`, in %s.\n\nThe reason that was given:\n\n' "$who" "$run"
  printf '%s\n' "$REASON" | sed 's/^/> /'
  echo
  say_what_is_known "$@"
} > record.md

if [ "$1" = begin ]; then
  opened="$(issue open managed-agents-break-glass "$STACK: a deployment without review" record.md)"
  echo "$opened"
  echo "${opened##* }" > record.number
else
  cat record.md >> "${GITHUB_STEP_SUMMARY:-/dev/null}"
  if [ -s record.number ]; then
    issue write "$(cat record.number)" record.md
  else
    issue open managed-agents-break-glass "$STACK: a deployment without review" record.md
  fi
fi
