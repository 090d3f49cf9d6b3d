#!/usr/bin/env bash
# What a deployment would do, on the sessions as they are now, into preview.jsonl. Writes nothing anywhere else.
set -euo pipefail
. "$(dirname "$0")/credentials.sh"

export PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true
exec pulumi preview --non-interactive --stack "$STACK" --refresh --json > preview.jsonl
