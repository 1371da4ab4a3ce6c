#!/usr/bin/env bash
# Every figure as a ratio within one run, into docs/bench/README.md: `make bench`; some of them: `scripts/bench.sh NAME …`.
set -euo pipefail
cd "$(dirname "$0")/.."

bash scripts/browsers.sh

missing=()
command -v pdftoppm >/dev/null || missing+=(poppler-utils)
command -v npm >/dev/null || missing+=(npm)
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing for the figures: ${missing[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  else
    echo "The figures need: ${missing[*]}" >&2
    echo "Install them with:  sudo apt-get install ${missing[*]}" >&2
    exit 1
  fi
fi

python scripts/with_postgresql.py python -m bench "$@"
