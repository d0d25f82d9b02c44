#!/bin/sh
# The README's five minutes of curl, in one go: sh five-minutes.sh [http://localhost:8000] [user name]
# curl 7.82 or later, for --json.
set -eu

api=${1:-http://localhost:8000}
name=${2:-ada-$$}
tokens=$(mktemp)
trap 'rm -f "$tokens"' EXIT

say() { printf '\n\n# %s\n' "$1"; }

say "Sign up and sign in"
curl -s $api/auth/signup --json '{"username":"'$name'","password":"correct horse battery"}'
curl -s $api/auth/login --json '{"username":"'$name'","password":"correct horse battery"}' | tee "$tokens"
access=$(sed 's/.*"access_token":"\([^"]*\)".*/\1/' "$tokens")
refresh=$(sed 's/.*"refresh_token":"\([^"]*\)".*/\1/' "$tokens")

say "Call a protected API, and be told what you may not do"
curl -s $api/todos -H "Authorization: Bearer $access" --json '{"title":"Try Gatehouse"}'
curl -s $api/todos -H "Authorization: Bearer $access"
curl -s $api/roles -H "Authorization: Bearer $access"

say "Who am I, how did I sign in, what may I do"
curl -s $api/auth/status -H "Authorization: Bearer $access"

say "New tokens for the refresh token, which works once"
curl -s $api/auth/refresh --json "{\"refresh_token\":\"$refresh\"}"

say "Sign out: the token is refused from the very next request on"
curl -s -X POST $api/auth/logout -H "Authorization: Bearer $access"
curl -s $api/users/me -H "Authorization: Bearer $access"
echo
