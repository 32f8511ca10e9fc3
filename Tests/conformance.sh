#!/usr/bin/env bash
# Holds the release binary against what others wrote: deliveries against standardwebhooks, mail against aiosmtpd and Python's
# email (PyPI, installed into .build), and runs the programs of docs/. Everything stays on the loopback. Arguments are names of
# tests, such as test_mail.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=.build/conformance
if [ ! -x "$venv/bin/aiosmtpd" ]; then
    echo "Installing standardwebhooks and aiosmtpd into $venv ..."
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet 'standardwebhooks>=1.1,<2' 'aiosmtpd>=1.4.6,<2'
fi
export PYTHONPATH=Tests/Conformance PYTHONDONTWRITEBYTECODE=1
if [ $# -gt 0 ]; then exec timeout 600 "$venv/bin/python" -W error::ResourceWarning -m unittest "$@"; fi
exec timeout 600 "$venv/bin/python" -W error::ResourceWarning -m unittest discover --start-directory Tests/Conformance
