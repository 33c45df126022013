# The two commands are `make lab` and `make test`; README.md shows them as plain pip too.
PYTHON ?= python3
VENV   ?= .venv

BIN := $(VENV)/bin

.PHONY: lab
lab: ## the course in JupyterLab
	@echo "being built"
