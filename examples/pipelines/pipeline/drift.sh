#!/usr/bin/env bash
# Are the sessions still what was deployed? 0: yes. 7: no, and one issue says what differs. Anything else: nobody
# knows, because the question could not be asked; no issue is touched then.
set -euo pipefail
here="$(dirname "$0")"
. "$here/credentials.sh"

export PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true
status=0
pulumi preview --non-interactive --stack "$STACK" --refresh --expect-no-changes --json > drift.jsonl || status=$?

label="managed-agents-drift-$STACK"
case "$status" in
  0)
    echo "No drift: the sessions are what was deployed."
    NODE_USE_ENV_PROXY=1 node "$here/issue.mjs" close "$label"
    ;;
  7)
    npx --no -- managed-agents-review --look --title "Drift of $STACK" --format markdown drift.jsonl | tee drift.md
    NODE_USE_ENV_PROXY=1 node "$here/issue.mjs" keep "$label" "The sessions of $STACK are not what was deployed" drift.md
    ;;
  *)
    npx --no -- managed-agents-review --format text drift.jsonl || cat drift.jsonl
    echo "The drift job failed (exit code $status): whether anything drifted is not known." >&2
    ;;
esac
exit "$status"
