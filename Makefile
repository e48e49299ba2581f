# Everything a person or a pipeline runs. `make` alone lists it.
# Needs python3 (3.11 or newer) with venv; everything else is installed into .venv and node_modules, with hashes, at
# first use.

PYTHON ?= python3
PY := .venv/bin/python
PYTEST := $(PY) -m pytest
# Over processes, a file at a time; all share one PostgreSQL and one Kafka (tests/conftest.py). One more than CI has
# cores: while one waits for those two, another computes.
SPREAD := -n 3 --dist loadfile
N ?= 20

.DEFAULT_GOAL := help
.NOTPARALLEL:
# Time zones come from the locked wheel, never from the machine.
export PYTHONTZPATH :=
# The clock of `make demo` starts here: before anything is installed.
started_at := $(shell date +%s.%N)
# What tests read of other projects' npm packages; npm itself writes this file last.
NODE_MODULES := node_modules/.package-lock.json
# What makes clients of our interfaces in tests, in an environment of its own.
GENERATOR := .venv/client-generator/.made
# What asks about our packages is none of them.
AUDITOR := .venv/audit/.made
# dev is everything (but Node): what it locks is what every other set gets, so an image runs what the tests ran.
LOCK := .venv/bin/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --quiet

.PHONY: help requirements texts demo up down logs status install-units uninstall-units backup restore restore-drill shred-drill test check lint types unit contract integration e2e \
        understand scenario bench fill soak faults faults-controls fuzz mutants audit schemas baselines docs clean compose-env compose-up compose-down compose-smoke

help: ## Say what there is
	@awk 'BEGIN {FS = ":.*## "} /^[a-z0-9-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- the product on this machine

demo: .venv/.local ## Set up, start, play one report's whole story, stop
	@HOTLINE_LOCAL_STARTED_AT=$(started_at) $(PY) -m deploy.local demo

up: .venv/.local ## Start everything in the background and say where it is
	@$(PY) -m deploy.local up

down: ## Stop what `make up` started
	@if [ -x $(PY) ]; then $(PY) -m deploy.local down; else echo "nothing is running"; fi

logs: .venv/.local ## Follow the logs of all parts
	@$(PY) -m deploy.local logs

status: .venv/.local ## Say what runs, and where
	@$(PY) -m deploy.local status

install-units: .venv/.local ## As root: start at boot by systemd, back up nightly: make install-units TO=/mnt/a/hotline KEYRING_TO=/mnt/b/hotline
	@$(PY) -m deploy.local.units install-units $(if $(TO),--to "$(TO)") $(if $(KEYRING_TO),--keyring-to "$(KEYRING_TO)")

uninstall-units: .venv/.local ## As root: stop it and start it at boot no more; data and backups stay
	@$(PY) -m deploy.local.units uninstall-units

backup: .venv/.local ## Copy the running databases, and apart the keyring: make backup TO=/mnt/a KEYRING_TO=/mnt/b
	@$(PY) -m deploy.local backup $(if $(TO),--to "$(TO)") $(if $(KEYRING_TO),--keyring-to "$(KEYRING_TO)")

restore: .venv/.local ## Bring a backup back into a new instance: make restore FROM=.. KEYRING=..
	@test -n "$(FROM)" -a -n "$(KEYRING)" || { echo "which? make restore FROM=/mnt/a/hotline-data-.. KEYRING=/mnt/b/hotline-keyring-...tar"; exit 2; }
	@$(PY) -m deploy.local restore --from "$(FROM)" --keyring "$(KEYRING)"

restore-drill: .venv/.dev ## Back up a running instance, restore it beside, go on working there; leaves build/restore-drill/
	@$(PY) -m tests.drills.restore

shred-drill: .venv/.dev ## Destroy a day's keys and look for what they sealed, everywhere; leaves build/shred-drill/
	@$(PY) -m tests.drills.shred

# --- the product on one Docker host; needs Docker Compose and python3, nothing else

compose-env: ## Fresh secrets for it, once, into deploy/compose/.env
	@$(PYTHON) deploy/compose/new_secrets.py

compose-up: compose-env ## Build the images, start everything, wait until it is healthy
	@docker compose -f deploy/compose/compose.yaml up --build --wait

compose-down: ## Stop it; its volumes stay
	@docker compose -f deploy/compose/compose.yaml down

compose-smoke: ## One report through a Compose stack of its own, which is gone afterwards
	@$(PYTHON) deploy/compose/smoke.py

# --- the habits: `make lint types unit` before each commit, `make test` before each push

# What measures delays has the machine to itself, before the others share it.
test: check $(NODE_MODULES) $(GENERATOR) ## Everything CI runs
	@$(PYTEST) tests/e2e
	@$(PYTEST) $(SPREAD) --ignore=tests/e2e

check: lint types .venv/.dev ## Everything of `make test` but the tests
	@$(PY) -m schemas.publishing --check
	@$(PY) -m deploy.contracts --check
	@$(PY) -m deploy.contracts.docs --check
	@$(PY) -m deploy.contracts.texts --check
	@$(PY) -m tests.docs

lint: .venv/.dev ## Style, and which module may import which
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check --quiet .
	@.venv/bin/lint-imports --no-logo

types: .venv/.dev ## mypy --strict
	@$(PY) -m mypy

unit: .venv/.dev ## Pure decisions; no store, no network
	@$(PYTEST) $(SPREAD) tests/unit

contract: .venv/.dev $(NODE_MODULES) ## Schemas, examples, compatibility, architecture
	@$(PYTEST) $(SPREAD) tests/contract tests/architecture

integration: .venv/.dev $(GENERATOR) ## On a real PostgreSQL and a real Kafka
	@$(PYTEST) $(SPREAD) tests/integration

e2e: .venv/.dev ## On the whole stack
	@$(PYTEST) tests/e2e

scenario: .venv/.dev ## One acceptance scenario on the whole stack: make scenario S=S1
	@test -n "$(S)" || { echo "which one? make scenario S=S1"; exit 2; }
	@$(PY) -m tests.scenario $(S)

bench: .venv/.dev ## Measure on a quiet machine, 20 min at most; exits 1 below its floors; leaves build/bench/
	@$(PY) -m tests.load.bench

fill: .venv/.dev ## A year of history in databases of their own, and every statement against its budget on it
	@$(PY) -m tests.load.fill.run $(if $(SMALL),--small)

soak: .venv/.dev ## An hour at half of the capacity: memory, descriptors, dead rows stay flat; make soak MINUTES=5 RATE=20
	@$(PY) -m tests.soak.run $(if $(MINUTES),--minutes $(MINUTES)) $(if $(RATE),--rate $(RATE))

faults: .venv/.dev ## Kill, cut and empty things N times and check that nothing is lost: make faults N=100
	@$(PY) -m tests.faults.run --n $(N)

faults-controls: .venv/.dev ## Put twelve bugs into copies of the tree, one in each, and check that the trials find them
	@$(PY) -m tests.faults.controls

fuzz: .venv/.dev ## Send hostile requests and records, a million of them; nobody may be let in: make fuzz N=20000 SEED=7
	@$(PY) -m tests.fuzz.run $(if $(filter command line,$(origin N)),--n $(N)) $(if $(SEED),--seed $(SEED))

mutants: .venv/.dev ## Change the code one line at a time; tests must notice: make mutants, make mutants M=grammar, N=50
	@$(PY) -m tests.mutants.run $(M) $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(filter command line,$(origin N)),-n $(N))

audit: $(AUDITOR) ## Is a version that we lock known to be vulnerable? Exits 1: yes; 3: could not be asked
	@$(PY) deploy/local/audit.py .venv/audit/bin/pip-audit requirements/vulnerable.toml requirements/*.txt

schemas: .venv/.dev ## Write the published schemas again from the models
	@$(PY) -m schemas.publishing
	@$(PY) -m deploy.contracts

baselines: .venv/.dev ## At a release: what later versions of schemas, routes and SQL are compared with is what runs now
	@$(PY) -m schemas.publishing --release
	@$(PY) -m deploy.contracts --release

texts: .venv/.dev ## Show every text we send, in every language, with its cost: also build/texts/texts.html
	@$(PY) -m deploy.contracts.texts

understand: ## Say what the product makes of texts, a line of JSON each: make understand IN=texts.jsonl, OUT=answers.jsonl
	@test -n "$(IN)" || { echo "which texts? make understand IN=texts.jsonl (docs/reference/replies.md)" >&2; exit 2; }
	@$(MAKE) --quiet .venv/.local >&2
	@$(PY) -m deploy.understand "$(IN)" $(if $(OUT),>"$(OUT)")

requirements: ## Lock requirements/*.in again, with hashes and without naming a host
	@test -x .venv/bin/uv || .venv/bin/pip install --quiet uv
	@$(LOCK) requirements/dev.in -o requirements/dev.txt
	@for name in intake dispatch notify console sandbox local node; do \
	  $(LOCK) -c requirements/dev.txt requirements/$$name.in -o requirements/$$name.txt; done
	@for name in client-generator audit; do $(LOCK) requirements/$$name.in -o requirements/$$name.txt; done

docs: .venv/.dev ## Write what the documents take from the code, and check that every link leads somewhere
	@$(PY) -m deploy.contracts.docs
	@$(PY) -m tests.docs

clean: ## Remove what can be made again; the state of `make up` stays
	@rm -rf build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

# --- setting up; each stamp is newer than what it was made from, so a second run costs nothing

.venv/.made:
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing: sudo apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=python3.11 ..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing python3-venv"; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null; \
		else \
			echo "Python's venv is missing: sudo apt-get install python3-venv"; exit 1; \
		fi
	@echo "Making .venv"
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.local: requirements/local.txt deploy/local/hotline.sh | .venv/.made
	@$(PY) deploy/local/install.py requirements/local.txt
	@install -m 755 deploy/local/hotline.sh .venv/bin/hotline
	@touch $@

.venv/.dev: requirements/dev.txt | .venv/.local
	@$(PY) deploy/local/install.py requirements/dev.txt
	@touch $@

$(NODE_MODULES): package.json package-lock.json .npmrc | .venv/.made
	@$(PY) deploy/local/install_npm.py
	@touch $@

$(GENERATOR): requirements/client-generator.txt | .venv/.made
	@$(PY) -m venv .venv/client-generator
	@.venv/client-generator/bin/python deploy/local/install.py requirements/client-generator.txt
	@touch $@

$(AUDITOR): requirements/audit.txt | .venv/.made
	@$(PY) -m venv .venv/audit
	@.venv/audit/bin/python deploy/local/install.py requirements/audit.txt
	@touch $@
