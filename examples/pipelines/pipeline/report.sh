#!/usr/bin/env bash
# The report for the people who decide, with a look at the sessions: `report.sh --post github preview.jsonl`.
set -euo pipefail
. "$(dirname "$0")/credentials.sh"

# --no: what is not installed by the lock file is not fetched from anywhere.
exec npx --no -- managed-agents-review --look "$@"
