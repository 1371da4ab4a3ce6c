#!/usr/bin/env bash
# All tests: the fast ones on SQLite, those that ask a database again on PostgreSQL, then whole stories in
# real browsers.
set -euo pipefail
cd "$(dirname "$0")/.."

bash scripts/system_parts.sh chromium firefox-esr fonts-noto-cjk clamav-daemon

# Two runners, in the order of the files but for groups, which stay with one.
share=(-n 2 --dist loadgroup --no-loadscope-reorder)

printf '\n== SQLite\n'
pytest "${share[@]}" -m "not e2e"
printf '\n== PostgreSQL\n'
python scripts/with_postgresql.py pytest "${share[@]}" -m "database and not e2e"
printf '\n== Browsers\n'
pytest -n 2 --dist loadfile -m e2e
