#!/usr/bin/env bash
# Every figure as a ratio within one run, into docs/bench/README.md: `make bench`; some of them: `scripts/bench.sh NAME …`.
set -euo pipefail
cd "$(dirname "$0")/.."

bash scripts/system_parts.sh chromium firefox-esr fonts-noto-cjk poppler-utils npm

python scripts/with_postgresql.py python -m bench "$@"
