#!/bin/sh
# Are these the exported files, and does a server that runs give the validated answers?
#   sh golden/verify.sh                              the files, and a server started for it
#   sh golden/verify.sh http://127.0.0.1:8080        the files, and the server that runs there
# The work is that of verify.mjs; this finds Node and hands its exit code on.
if ! command -v node >/dev/null 2>&1; then
  echo 'verify needs Node 20 or newer: https://nodejs.org' >&2
  exit 2
fi
exec node "$(dirname "$0")/verify.mjs" "$@"
