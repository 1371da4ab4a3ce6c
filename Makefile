# Everything a newcomer needs: make demo, make test. Both do all of their own set-up.
.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test check fix bench lock screenshots system-check

PYTHON ?= python3
PORT ?= 8000
UV_VERSION := 0.13.9

# Companies and municipalities often put their own certificate authority into
# the system's store; uv reads that store only when told to.
export UV_SYSTEM_CERTS ?= 1
export UV_PYTHON_DOWNLOADS := never
export UV_NO_CONFIG := 1

UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .uv/bin/uv)
RUN := .venv/bin

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

demo: .venv/run.stamp ## start everything on this machine; PORT=8000
	@$(RUN)/python manage.py demo --port $(PORT)

demo-reset: .venv/run.stamp ## empty the demo's data folder
	@$(RUN)/python manage.py demo --reset

test: .venv/dev.stamp ## all tests: SQLite, PostgreSQL, browser
	@PATH="$(CURDIR)/$(RUN):$$PATH" bash scripts/test.sh

check: .venv/dev.stamp ## format, lint, types, import rule, migrations, translations
	@PATH="$(CURDIR)/$(RUN):$$PATH" bash scripts/check.sh

fix: .venv/dev.stamp ## what the machine can mend by itself
	$(RUN)/ruff format .
	$(RUN)/ruff check --fix .

bench: .venv/dev.stamp ## figures as ratios, into docs/bench/
	@PATH="$(CURDIR)/$(RUN):$$PATH" bash scripts/bench.sh

screenshots: .venv/dev.stamp ## docs/screenshots/ from a running demo
	@PATH="$(CURDIR)/$(RUN):$$PATH" python scripts/screenshots.py

lock: .uv.stamp ## pin every dependency by hash, without naming a registry
	$(UV) pip compile pyproject.toml --universal --generate-hashes --no-annotate --no-header --upgrade -q -o requirements/run.lock
	$(UV) pip compile pyproject.toml --group dev --universal --generate-hashes --no-annotate --no-header --upgrade -q -c requirements/run.lock -o requirements/dev.lock

system-check:
	@bash scripts/system_check.sh "$(PYTHON)"

.uv.stamp: | system-check
	@if [ "$(UV)" != uv ]; then \
	  $(PYTHON) -m venv .uv && .uv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"; \
	fi
	@touch $@

.venv/run.stamp: requirements/run.lock | .uv.stamp
	@test -x .venv/bin/python || $(UV) venv --quiet --python "$(PYTHON)" .venv
	$(UV) pip install --quiet --python .venv/bin/python --require-hashes -r requirements/run.lock
	@touch $@

.venv/dev.stamp: requirements/dev.lock .venv/run.stamp
	$(UV) pip install --quiet --python .venv/bin/python --require-hashes -r requirements/dev.lock
	@touch $@
