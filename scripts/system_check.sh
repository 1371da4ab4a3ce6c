#!/usr/bin/env bash
# Says plainly what the machine lacks before anything fails in the middle.
set -euo pipefail
python=${1:-python3}

if ! command -v "$python" >/dev/null; then
  echo "Python is missing. Install it:  apt-get install python3 python3-venv" >&2
  exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "Python 3.11 or later is needed; $python is $("$python" --version)." >&2
  exit 1
fi
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
  echo "Python's venv module is missing. Install it:  apt-get install python3-venv" >&2
  exit 1
fi
