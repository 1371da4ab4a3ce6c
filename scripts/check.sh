#!/usr/bin/env bash
# Everything that can be judged without running the product. Called by `make check`.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$1"; }

step "format"; ruff format --check .
step "lint"; ruff check .
step "types"; mypy
step "import rule"; lint-imports --no-cache --no-logo
step "migrations"; DJANGO_SETTINGS_MODULE=tests.settings python manage.py makemigrations --check --dry-run
step "system check"; DJANGO_SETTINGS_MODULE=tests.settings python manage.py check --fail-level WARNING
step "translations"; python scripts/check_translations.py
printf '\nmake check: all well\n'
