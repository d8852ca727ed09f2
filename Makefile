# `make` lists what there is. Two of these do all the set-up: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TEST_STAMP := $(VENV)/.installed-test
BENCH := .venv-bench
BENCH_STAMP := $(BENCH)/.installed
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run test check fix bench clean install

help: ## List the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(STAMP) ## Make the environment

# Nothing is compiled beforehand: Python compiles what is imported, a small part, and that takes half of the time.
# torch comes first and alone: the version named here has a CPU build wherever a newer one might bring a CUDA build of gigabytes.
$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set it with: make PYTHON=python3.12 run"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --no-compile -c constraints.txt torch==2.13.0
	$(BIN)/pip install --quiet --no-compile -c constraints.txt -e .
	touch $(STAMP)

$(TEST_STAMP): $(STAMP)
	$(BIN)/pip install --quiet --no-compile -c constraints.txt -e '.[test]'
	touch $(TEST_STAMP)

run: $(STAMP) ## Build the starter library and open the assistant
	$(BIN)/mission-assistant serve --starter --open

test: $(TEST_STAMP) ## Set up and run all tests
	bash scripts/ensure-chromium.sh
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile -m 'not browser'
	$(BIN)/python -m pytest -m browser # alone: the app and Chromium need both cores

check: $(TEST_STAMP) ## Format, lint, types, import directions
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(TEST_STAMP) ## Mend format and lint
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(BENCH_STAMP) ## Measure speed and quality beside other systems, write docs/benchmarks.md (39 minutes; ARGS=--quick: 8)
	bash scripts/ensure-chromium.sh
	$(BENCH)/bin/python -m evaluation.bench $(ARGS)

# The systems that are measured beside ours live in an environment of their own; nothing of them is in the product.
$(BENCH_STAMP): pyproject.toml constraints.txt constraints-bench.txt
	test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/pip install --quiet --no-compile -c constraints.txt torch==2.13.0
	$(BENCH)/bin/pip install --quiet --no-compile -c constraints.txt -c constraints-bench.txt -e '.[bench]'
	touch $(BENCH_STAMP)

clean: ## Remove the environment (not the library)
	rm -rf $(VENV) $(BENCH)
