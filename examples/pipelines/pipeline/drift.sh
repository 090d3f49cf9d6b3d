#!/usr/bin/env bash
# Are the sessions what the program says? 0: yes. 7: no, and one issue says what differs: somebody changed them
# elsewhere, or the program was changed and not deployed. Anything else: nobody knows, because the question could not be
# asked; no issue is touched then.
set -euo pipefail
here="$(dirname "$0")"
. "$here/credentials.sh"

export PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true
status=0
pulumi preview --non-interactive --stack "$STACK" --refresh --expect-no-changes --json > drift.jsonl || status=$?
# Without credentials the native plugin compares with the saved state, and says so. That answers nothing.
if [[ "$status" =~ ^[07]$ ]] && grep -q "drift was not looked for" drift.jsonl; then
  status=1
fi

label="managed-agents-drift-$STACK"
case "$status" in
  0)
    echo "No drift: the sessions are what the program says."
    NODE_USE_ENV_PROXY=1 node "$here/issue.mjs" close "$label"
    ;;
  7)
    {
      echo "Either somebody changed sessions behind the stack's back (what the report lists as changed elsewhere), or what"
      echo "the program says is not deployed: a deployment is under way, failed or was dropped, or a grant has ended."
      printf 'The next deployment puts both right.\n\n'
      npx --no -- managed-agents-review --look --title "Drift of $STACK" --format markdown drift.jsonl
    } | tee drift.md
    NODE_USE_ENV_PROXY=1 node "$here/issue.mjs" keep "$label" "The sessions of $STACK are not what its program says" drift.md
    ;;
  *)
    # As it is only where no line of it can be a command for the runner.
    npx --no -- managed-agents-review --format text drift.jsonl || sed 's/##/# #/g; s/^/| /' drift.jsonl
    echo "The drift job failed (exit code $status): whether anything drifted is not known." >&2
    ;;
esac
exit "$status"
