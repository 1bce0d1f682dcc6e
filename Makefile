# Two commands are enough: `make demo` shows an audit, `make test` checks everything.
# Each sets up what it needs in $(VENV) the first time and is quick the second.

VENV ?= .venv
# The first Python on this machine that is new enough; choose another with: make demo PYTHON=/path/to/python
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)
# `auto` counts physical cores, and two virtual ones often share one.
WORKERS ?= logical
PYTEST_ARGS ?=

BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
CHECKED := audit data_samples docs tests $(wildcard benchmarks)

.DEFAULT_GOAL := help
.PHONY: help demo test check fuzz bench calibration lexicon-accuracy docs site links pages samples clean

help:
	@echo 'make demo     audit a sample dataset and say where the report is'
	@echo 'make test     style, types, layers and tests'
	@echo 'make check    the same without the tests'
	@echo 'make fuzz     spoiled files of every kind, FUZZ_SECONDS (60) for each'
	@echo 'make bench    speed, and how often the intervals cover the truth'
	@echo 'make calibration  how often intervals and tests are right, measured again: a quarter of an hour'
	@echo 'make docs     write the pages of docs/ that follow from the code, and the samples, again'
	@echo 'make pictures write what the charts look like again, for the tests'
	@echo 'make site     build the pages of docs/ as a site, in build/site; a broken link fails it'
	@echo 'make pages    run the commands on every page of docs/, as the tests do'
	@echo 'make links    the addresses outside that the pages lead to, which nothing here fetches'
	@echo 'make samples  write data_samples/ again'
	@echo 'make clean    remove everything that these commands made, except reports'

demo: $(VENV)/.notebook
	@report=$$($(BIN)/postaudit run data_samples/northtown.csv --config data_samples/audit.toml) && \
	echo && echo "Open in a browser: $(CURDIR)/$$report" && \
	echo 'It needs no network and runs no script. Next: notebooks/01_first_audit.ipynb, or your own posts.'

# The tests run even if a check fails, so that one run tells everything; either makes the command fail.
test: $(VENV)/.dev
	@failed=0; \
	$(MAKE) --no-print-directory --keep-going check || failed=1; \
	[ $$failed = 0 ] || echo 'A check failed, see above. The tests follow.'; \
	echo 'pytest'; \
	$(BIN)/python -m pytest -n $(WORKERS) $(PYTEST_ARGS) && exit $$failed

.PHONY: check-style check-format check-types check-layers
check: check-style check-format check-types check-layers

check-style: $(VENV)/.dev
	$(BIN)/ruff check $(CHECKED)

check-format: $(VENV)/.dev
	$(BIN)/ruff format --check $(CHECKED)

check-types: $(VENV)/.dev
	$(BIN)/mypy

check-layers: $(VENV)/.dev
	$(BIN)/lint-imports

# Not part of the tests: there is always one more file. FUZZ_START is the first seed; what breaks is kept in FUZZ_FOLDER.
FUZZ_SECONDS ?= 60
FUZZ_FOLDER ?= build/fuzz
export FUZZ_START
fuzz: $(VENV)/.dev
	FUZZ_SECONDS=$(FUZZ_SECONDS) FUZZ_FOLDER=$(FUZZ_FOLDER) $(BIN)/python -m pytest -n $(WORKERS) tests/fuzz $(PYTEST_ARGS)

bench: $(VENV)/.dev
	@for script in $(wildcard benchmarks/*.py); do echo "$$script"; $(BIN)/python "$$script" || exit 2; done

# Writes docs/calibration.csv, the two pages made from it, and docs/figures/interval-coverage.svg.
calibration: $(VENV)/.dev
	cd benchmarks && OMP_NUM_THREADS=1 $(abspath $(BIN))/python -m calibration

# Writes docs/lexicon-accuracy.csv and the tables of docs/lexicons.md; the corpora are at POSTAUDIT_SHARED_DATA.
lexicon-accuracy: $(VENV)/.dev
	cd benchmarks && $(abspath $(BIN))/python -m lexicon_accuracy

docs: $(VENV)/.notebook samples release-example
	$(BIN)/python docs/write.py

# Writes reports/example-<version>/, which is kept: what an audit of the sample says in this version.
.PHONY: release-example
release-example: $(VENV)/.notebook
	$(BIN)/python docs/release_example.py

# What charts hold and how they look, which tests/report/test_pictures.py compares. Look at what changed.
.PHONY: pictures
pictures: $(VENV)/.dev
	$(BIN)/python tests/report/write_pictures.py

# Everything that Sphinx warns of is an error. -n has it look at every reference.
site: $(VENV)/.docs
	$(BIN)/python -m sphinx -b html -q -n -W --keep-going -c docs/site . build/site
	@echo 'Open in a browser: $(CURDIR)/build/site/index.html'

pages: $(VENV)/.dev
	$(BIN)/python -m pytest -n $(WORKERS) tests/test_docs_blocks.py $(PYTEST_ARGS)

links:
	@grep -rhoE 'https?://[^] )>"`]+' README.md CONTRIBUTING.md CHANGELOG.md docs --include='*.md' | sed 's/[.,;:]*$$//' | sort | uniq -c

samples: $(VENV)/.notebook
	$(BIN)/python data_samples/generate.py

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find audit benchmarks data_samples tests -name __pycache__ -prune -exec rm -rf {} +

# Some systems ship pip but not the part of venv that installs it; then pip installs itself into the environment.
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo 'No Python 3.11 or newer was found. Name one with PYTHON=...' >&2; exit 2; }
	$(PYTHON) -m venv $(VENV) 2>/dev/null || { \
		$(PYTHON) -m venv --clear --without-pip $(VENV) && $(PYTHON) -m pip --python $(VENV)/bin/python install --quiet pip; }

$(VENV)/.notebook: pyproject.toml | $(BIN)/python
	@echo 'Installing postaudit into $(VENV), which takes a few minutes the first time.'
	$(INSTALL) --editable '.[notebook]'
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	@echo 'Installing postaudit and its tests into $(VENV), which takes a few minutes the first time.'
	$(INSTALL) --editable '.[dev]'
	@touch $(VENV)/.notebook $@

$(VENV)/.docs: pyproject.toml | $(BIN)/python
	$(INSTALL) --editable '.[docs]'
	@touch $@
