# The commands of every day. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ENGLISH := locale/en/LC_MESSAGES/django
MANAGE := $(BIN)/python manage.py
SUITE = $(BIN)/pytest -n auto --dist worksteal
OURS := audit bench caseflow referrals scripts settings support tests

.DEFAULT_GOAL := help
.PHONY: help demo run code check fix test test-all nightly bench-audit bench-clock bench-crypto bench-log bench-search bench-succession chaos docs messages lock

help: ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(ENGLISH).mo ## prepare the demonstration and serve it (DEMO_SERVE=0: prepare only)
	@sh scripts/demo.sh

run: $(ENGLISH).mo ## serve what is already prepared, restarting when code changes
	@$(MANAGE) migrate --verbosity 0 --no-input
	@$(MANAGE) migrate --verbosity 0 --no-input --database keyring
	@$(MANAGE) load_law
	@$(MANAGE) runserver

code: ## the sign-in code of a demonstration person: make code USER=name
ifeq ($(origin USER),command line)
	@$(MANAGE) demo_code "$(USER)"
else
	@echo "make code USER=name"; exit 2
endif

check: $(VENV)/.dev ## format, lint, floors, types, templates, migrations, system checks
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy $(OURS)
	$(BIN)/djlint --check --lint --quiet .
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) check --fail-level WARNING
	$(BIN)/python scripts/check_deploy.py
	$(BIN)/python scripts/vendor_assets.py --check

fix: $(VENV)/.dev ## mend format and what the linters can mend
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .
	$(BIN)/djlint --reformat --quiet . || true

test: $(VENV)/.dev ## everything this machine can run, on SQLite
	$(SUITE) -m "not slow"

# Coverage makes tests nearly twice as slow. It is measured where it tells most: browsers open the pages that
# other tests ask for too, and PostgreSQL runs the same code but for a few lines.
test-all: $(VENV)/.dev ## everything on SQLite, with coverage, in browsers and on PostgreSQL
	rm -f .coverage .coverage.*
	$(SUITE) -m "not slow and not browser" --cov --cov-report= --cov-fail-under=0
	$(SUITE) -m "not slow and browser"
	TB_TEST_DB=postgres $(SUITE) -m "not slow and not browser"
	$(BIN)/coverage report

nightly: $(VENV)/.dev ## what takes long: kills, long random runs, large figures; on both databases
	$(BIN)/pytest -m slow
	TB_TEST_DB=postgres $(BIN)/pytest -m "slow and not browser"

bench-clock: $(VENV)/.dev ## sweep at a million clocks, outbox against inserts (PostgreSQL)
	$(BIN)/python -m bench.clocks

bench-audit: $(VENV)/.dev ## the log beside no log and three Django peers, up to a million events (both databases)
	@$(BIN)/python -m bench.trail sqlite; missed=$$?; $(BIN)/python -m bench.trail postgres && exit $$missed

bench-crypto: $(VENV)/.dev ## sealed columns against plain ones and five Django peers (SQLite)
	$(BIN)/python -m bench.crypto

bench-log: $(VENV)/.dev ## pages of the log at ten million events, whatever is asked for, however deep (PostgreSQL)
	$(BIN)/python -m bench.log_pages

bench-search: $(VENV)/.dev ## thirty thousand invented names: who is found by which typing, how fast, what indexes give away
	$(BIN)/python -m bench.search

bench-succession: $(VENV)/.dev ## an agency with 20,000 open cases ends, killed in the middle (PostgreSQL)
	$(BIN)/python -m bench.succession

chaos: $(VENV)/.dev ## kill workers, beats and brokers over 5,000 due clocks (PostgreSQL, Redis, RabbitMQ)
	$(BIN)/python -m bench.chaos

messages: $(VENV)/.dev ## collect texts for the English catalogue; names those without English (needs gettext)
	$(BIN)/python scripts/messages.py

docs: ## draw the diagrams, the law and the packages of the documentation from the code
	$(MANAGE) draw_states > docs/states.md
	$(MANAGE) draw_law > docs/law.md
	$(MANAGE) draw_packages > docs/packages.md

lock: $(VENV)/.dev ## choose versions anew and note their hashes
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --no-strip-extras \
	  --custom-compile-command "make lock" pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --no-strip-extras \
	  --custom-compile-command "make lock" pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "On Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/.runtime: requirements.txt | $(VENV)/bin/python
	@echo "Installing runtime packages …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(ENGLISH).mo: $(ENGLISH).po | $(VENV)/.runtime
	@$(MANAGE) compilemessages

$(VENV)/.dev: requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing development packages …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.runtime
