# Two commands matter: `make demo` runs the main job, `make test` passes the tests. Each does its own set-up.
# Needs Python 3.11, 3.12 or 3.13 and make; everything else comes from the lock into .venv.

.DELETE_ON_ERROR:
.PHONY: setup oracles peers demo test mutation docs check fuzz differential soak coverage format lock clean

VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
PAGE := build/april-2026.html
TRADED := build/april-2026.db
REPORT := build/april-2026-report.html

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	if $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; \
	then echo $$p; break; fi; done)

PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

setup: $(VENV)/.installed

# The environment is exactly the lock: when the lock changes, it is made anew.
$(VENV)/.locked: requirements.lock
	@test -n "$(PYTHON)" || { echo "No Python 3.11, 3.12 or 3.13 found. Name one: make PYTHON=/path/to/python3.11" >&2; exit 2; }
	$(PYTHON) -m venv --clear $(VENV)
	$(PIP) install --quiet --require-hashes --only-binary :all: --requirement requirements.lock
	touch $@

$(VENV)/.installed: $(VENV)/.locked pyproject.toml
	$(PIP) install --quiet --no-deps --no-build-isolation --no-index --editable .
	touch $@

# The second opinion comes as source. Without a C compiler, or on 3.13 where it does not import, its tests skip and say so.
oracles: $(VENV)/.oracles

$(VENV)/.oracles: $(VENV)/.locked requirements-oracles.lock
	@if $(BIN)/python -c 'import sys; sys.exit(sys.version_info >= (3, 13))'; then \
		if command -v "$${CC:-gcc}" >/dev/null; then \
			set -x; $(PIP) install --quiet --require-hashes --no-deps --no-build-isolation --no-binary durable-rules \
				--requirement requirements-oracles.lock; \
		else echo "No C compiler: durable_rules is not built, and the tests that ask it are skipped."; fi; \
	else echo "Python 3.13: durable_rules does not import there, and the tests that ask it are skipped."; fi
	touch $@

# What others decide with, for benchmarks/decision: an environment of its own, so that nothing of it reaches ours.
peers: build/peers/.installed

PEERS_PIP := build/peers/bin/python -m pip --disable-pip-version-check --no-input
build/peers/.installed: benchmarks/decision/requirements.lock requirements-oracles.lock
	$(PYTHON) -m venv --clear build/peers
	$(PEERS_PIP) install --quiet --require-hashes --only-binary :all: --requirement benchmarks/decision/requirements.lock
	-$(PEERS_PIP) install --quiet --require-hashes --no-deps --no-build-isolation --no-binary durable-rules \
		--requirement requirements-oracles.lock
	touch $@

demo: setup
	$(BIN)/alluse replay examples/april-2026/week.yaml --page $(PAGE)
	$(BIN)/alluse replay examples/april-2026/week-goog-2015.yaml
	$(BIN)/alluse replay examples/april-2026/week-spy-2025.yaml
	rm -f $(TRADED) $(TRADED)-* $(TRADED).heads
	$(BIN)/alluse replay examples/april-2026/week-traded.yaml --ledger $(TRADED)
	$(BIN)/alluse ledger verify --chain-only --ledger $(TRADED)
	$(BIN)/alluse report week --ledger $(TRADED) --format html --out $(REPORT)
	@echo
	@echo "The week of 13-17 April 2026 as a page, with its pictures: $(PAGE)"
	@echo "The same week, traded on paper: its ledger $(TRADED), its report $(REPORT)"

# The law comes before the tests of the machinery, so that the last line is pytest's count.
test: setup oracles check
	$(BIN)/alluse validate
	$(BIN)/alluse coverage
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

# Every small change of the law, one at a time: some scenario has to notice. Some minutes.
mutation: setup
	$(BIN)/alluse coverage --mutate --jobs $(WORKERS)

# The law as pages that one can read.
docs: setup
	$(BIN)/alluse docs --out build/law

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/python -m tests.test_repository
	$(BIN)/alluse fmt --check constitution examples

# A million inputs for what takes files from strangers: half an hour, or less with fewer. docs/fuzzing.md tells more.
INPUTS ?= 1000000
SEED ?= 1
fuzz: setup
	$(BIN)/python -m tests.fuzz --inputs $(INPUTS) --seed $(SEED)

# Every engine against the reference beside every boundary: an hour on two processors, or less with fewer. docs/backends.md tells more.
FACTS ?= 1000000
LAWS ?= 20000
differential: setup
	$(BIN)/python -m tests.differential --facts $(FACTS) --numba-facts $(FACTS) --constitutions $(LAWS) --numba 200 \
		--records 2000 --looks 2000 --incremental 2000 --jobs $(WORKERS) --seed $(SEED)

# A week killed at 500 points, and random mornings, as many as there is time for: an hour at most. docs/recovery.md tells more.
soak: setup
	$(BIN)/python -m tests.soak

coverage: setup oracles
	$(BIN)/python -m pytest -n $(WORKERS) --cov --cov-report=term

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Resolves for every Python and platform at once; comments, index addresses and host names stay out of the files.
LOCKED := --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-annotate --no-header --quiet
UV := build/lock/bin/uv
lock:
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip --disable-pip-version-check install --quiet 'uv>=0.9'
	$(UV) pip compile pyproject.toml --extra dev --group build $(LOCKED) $(UPGRADE) --output-file requirements.lock
	build/lock/bin/python -c "import tomllib; \
		extras = tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies']; \
		print(*(each for each in extras['oracles'] if each not in extras['dev']), sep='\n')" \
		| $(UV) pip compile - --no-deps $(LOCKED) $(UPGRADE) --output-file requirements-oracles.lock
	$(UV) pip compile benchmarks/decision/peers.txt $(LOCKED) $(UPGRADE) --output-file benchmarks/decision/requirements.lock

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage .coverage.*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
