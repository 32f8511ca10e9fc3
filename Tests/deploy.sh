#!/usr/bin/env bash
# Tries what stands in deploy/ with the real programs, as far as they are installed: the release binary behind Caddy and nginx,
# under the unit's restrictions, and the files themselves. Everything stays on the loopback. Arguments are names of tests, such as
# test_proxies.
set -euo pipefail
cd "$(dirname "$0")/.."
# python3-seccomp of Debian belongs to Debian's Python.
python=$(/usr/bin/python3 -c 'import seccomp' 2>/dev/null && echo /usr/bin/python3 || command -v python3)
export PYTHONPATH=Tests/Conformance:Tests/Deploy PYTHONDONTWRITEBYTECODE=1
if [ $# -gt 0 ]; then exec timeout 300 "$python" -m unittest "$@"; fi
exec timeout 300 "$python" -m unittest discover --verbose --start-directory Tests/Deploy
