# Read by the other scripts with `.`: leaves in the environment what signs requests to the sessions API.
#
# First choice, no stored key: workload identity. The pipeline system vouches for the job with a token, which the
# provider exchanges for one of the API that lives for minutes. Needed: ANTHROPIC_FEDERATION_RULE_ID and
# ANTHROPIC_ORGANIZATION_ID. Second choice: ANTHROPIC_API_KEY.

# A folder for this script alone, since jobs may share a machine. What stays behind looks after it: see keep_token.
make_token_folder() {
  token_folder="$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/anthropic-identity.XXXXXX")"
  export ANTHROPIC_IDENTITY_TOKEN_FILE="$token_folder/token"
  keep_token "$$" "$1" > /dev/null 2>&1 < /dev/null &
}

# Whole or not at all: the provider may read the file at any moment. Nobody else may.
store_token() (
  umask 077
  cat > "$token_folder/token.new"
  mv "$token_folder/token.new" "$token_folder/token"
)

# GitHub hands a job its token on request (permissions: id-token: write). No answer leaves the file as it is. What
# allows the request goes through standard input: everybody on the machine sees the arguments of a command.
ask_github() {
  local token
  token="$(printf 'authorization: Bearer %s\n' "$ACTIONS_ID_TOKEN_REQUEST_TOKEN" |
    curl --silent --show-error --fail --retry 3 --max-time 30 --header @- \
      --get --data-urlencode "audience=${ANTHROPIC_AUDIENCE:-https://api.anthropic.com}" \
      "$ACTIONS_ID_TOKEN_REQUEST_URL" |
    node -e 'process.stdout.write(JSON.parse(require("node:fs").readFileSync(0, "utf8")).value)')" &&
    [ -n "$token" ] && printf %s "$token" | store_token
}

# GitHub's token lives for five minutes and a deployment may wait for longer, so it is renewed every three, and after
# ten seconds where that failed, until the process of this script has ended, a day at most. `exec` keeps the process.
# Then the folder goes. A signal to the job does not end this: the engine may still need its token.
keep_token() {
  trap '' HUP INT TERM
  trap 'rm -rf "$token_folder"' EXIT
  local second left=180
  for ((second = 0; second < 86400; second++)); do
    sleep 1
    kill -0 "$1" 2> /dev/null || return 0
    left=$((left - 1))
    if [ "$left" -le 0 ]; then
      if "$2"; then left=180; else left=10; fi
    fi
  done
}

if [ -z "${ANTHROPIC_FEDERATION_RULE_ID:-}" ]; then
  if [ -z "${ANTHROPIC_API_KEY:-}" ]; then
    echo "No credentials: set ANTHROPIC_FEDERATION_RULE_ID and ANTHROPIC_ORGANIZATION_ID, or ANTHROPIC_API_KEY." >&2
    exit 1
  fi
else
  # Each of these comes before the rule in the provider's order, so one that was left somewhere would be used instead.
  unset ANTHROPIC_API_KEY ANTHROPIC_AUTH_TOKEN ANTHROPIC_PROFILE
  if [ -n "${ACTIONS_ID_TOKEN_REQUEST_URL:-}" ]; then
    set -o pipefail
    make_token_folder ask_github
    ask_github
  elif [ -n "${ANTHROPIC_IDENTITY_TOKEN:-}" ]; then
    # GitLab puts the token into a variable (id_tokens:); it lives as long as the job may.
    make_token_folder true
    printf %s "$ANTHROPIC_IDENTITY_TOKEN" | store_token
    unset ANTHROPIC_IDENTITY_TOKEN
  elif [ -z "${ANTHROPIC_IDENTITY_TOKEN_FILE:-}" ]; then
    echo "This job has no identity token. GitHub: permissions: id-token: write. GitLab: id_tokens:." >&2
    exit 1
  fi
fi
