#!/usr/bin/env bash
# Takes away the lock that a killed deployment left. Backends of one's own have no lease: the lock stays until somebody
# takes it away, and nothing but a person's word says that its owner is gone. Hence the questions.
set -euo pipefail

ask() {
  if [ "$1" != true ]; then
    echo "Not cancelled, nothing was changed: $2" >&2
    exit 1
  fi
}
ask "${RUN_HAS_ENDED:-}" "look at the deployment that holds the lock; its job must have ended."
ask "${NOBODY_ELSE_DEPLOYS:-}" "ask whether anybody deploys this stack from elsewhere, a laptop or another pipeline."
ask "${DEPLOYS_NEXT:-}" "the killed deployment may have done its work in part; somebody must deploy again at once."

pulumi cancel --non-interactive --yes --stack "$STACK"
