# The front door. `make demo` and `make test` work from a bare clone with Python 3.11+ and make.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
UV     := $(shell command -v uv 2>/dev/null)

ifneq ($(UV),)
CREATE  = $(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
INSTALL = $(UV) pip install --quiet --python $(BIN)/python
else
CREATE  = $(PYTHON) -m venv $(VENV)
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif
GROUP = $(BIN)/python -c "import sys, tomllib; g = tomllib.load(open('pyproject.toml', 'rb'))['dependency-groups']; print('\n'.join(r for n in sys.argv[1:] for r in g[n]))"

.PHONY: demo test peers lint bench docs catalog-stats wheel-test clean
.DELETE_ON_ERROR:

demo: $(VENV)/.installed  ## answer the headline question
	$(BIN)/qdselect recommend --marker HER2 --cd-free

test: $(VENV)/.test  ## run the tests
	$(BIN)/python -m pytest

peers: $(VENV)/.test $(VENV)/.peers  ## agreement with an independent library
	$(BIN)/python -m pytest tests/test_peers.py

lint: $(VENV)/.lint  ## ruff and mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.bench $(VENV)/.peers  ## medians and ratios, printed
	$(BIN)/python -m benchmarks

docs: $(VENV)/.test  ## regenerate the generated pages
	$(BIN)/python -m docs.generate

catalog-stats: $(VENV)/.installed  ## how much is known, how much is weak, how much is missing
	$(BIN)/python -m docs.statistics

wheel-test: $(VENV)/.installed  ## build, install elsewhere, ask it things
	$(PYTHON) tests/wheel_check.py

clean:
	rm -rf $(VENV) .cache dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	$(CREATE)

$(VENV)/.installed: pyproject.toml hatch_build.py | $(BIN)/python
	$(INSTALL) -e .
	@touch $@

$(VENV)/.test: $(VENV)/.installed
	$(GROUP) test > $(VENV)/test.txt && $(INSTALL) -r $(VENV)/test.txt
	@touch $@

$(VENV)/.lint: $(VENV)/.test
	$(GROUP) lint > $(VENV)/lint.txt && $(INSTALL) -r $(VENV)/lint.txt
	@touch $@

$(VENV)/.peers: $(VENV)/.installed
	$(GROUP) peers > $(VENV)/peers.txt && $(INSTALL) -r $(VENV)/peers.txt
	@touch $@

$(VENV)/.bench: $(VENV)/.installed
	$(GROUP) bench > $(VENV)/bench.txt && $(INSTALL) -r $(VENV)/bench.txt
	@touch $@
