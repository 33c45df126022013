# The two commands are `make lab` and `make test`. README.md shows them as plain pip, too.

VENV ?= .venv
BIN  := $(VENV)/bin

# The first of these that is new enough; `make lab PYTHON=…` takes another one.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c '$(NEW_ENOUGH)' 2> /dev/null && echo $$python && break; done)

PIP     = $(BIN)/python -m pip --disable-pip-version-check --quiet
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--fork-strategy fewest --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
	pyproject.toml

# Two workers share two cores; BLAS threads would only wait for one another.
test: export OPENBLAS_NUM_THREADS ?= 1

.PHONY: help lab present test lint lock clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile

lab: $(VENV)/.lab  ## the course in JupyterLab (make lab LESSON=01 OPTIONS="--port=8899")
	@$(BIN)/mlpkit lab $(LESSON) -- $(OPTIONS)

present: $(VENV)/.stage  ## a lesson as slides for a hall (make present LESSON=01)
	@$(BIN)/mlpkit present $(LESSON)

test: lint  ## the whole test suite
	$(BIN)/mlpkit build --check
	$(BIN)/python -m pytest --numprocesses 2

lint: $(VENV)/.test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

lock: $(VENV)/.test  ## pin what pyproject.toml needs (newest versions: make lock LOCK=--upgrade)
	$(COMPILE) $(LOCK) --output-file binder/requirements.txt
	$(COMPILE) $(LOCK) --extra test --constraint binder/requirements.txt \
		--output-file tests/requirements.txt

clean:  ## remove what can be made again: the environment, caches, what tests left behind
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist test-results .build-*
	find mlpkit tests -name __pycache__ -prune -exec rm -rf {} +

# A stamp is newer than what it was made from, so that a second run installs nothing.
$(VENV)/.lab: binder/requirements.txt pyproject.toml $(VENV)/.python
	$(PIP) install -r binder/requirements.txt
	$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/.stage: tests/requirements.txt $(VENV)/.lab
	$(PIP) install --constraint tests/requirements.txt --editable '.[stage]'
	@touch $@

$(VENV)/.test: tests/requirements.txt $(VENV)/.lab
	$(PIP) install -r tests/requirements.txt
	@touch $@

$(VENV)/.python:
	@$(or $(PYTHON),false) -c '$(NEW_ENOUGH)' 2> /dev/null || { \
		echo "mlpkit needs Python 3.11 or newer; $(or $(PYTHON),none of the Pythons found here) \
	is not. Install one from python.org, or name one: make lab PYTHON=/path/to/python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@
