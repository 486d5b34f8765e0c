# Everything a bare machine needs: Python >= 3.11 with venv and pip, and make.
#   make brief   sets up and writes the dossier of the bundled case to dossier/
#   make test    sets up and runs the tests
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIN := -c requirements/dev.txt
WORKERS ?= 2
OUT ?= dossier

.PHONY: brief test check fast bench format docs clean

$(VENV)/pyvenv.cfg:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml requirements/dev.txt | $(VENV)/pyvenv.cfg
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIN) -e .
	@echo "compiling the solvers once (about 20 s)"
	$(BIN)/python -m detente.war.warm
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIN) -e ".[dev]"
	touch $@

brief: $(VENV)/.installed
	$(BIN)/detente brief -o $(OUT)

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n $(WORKERS) -m "not slow" -rs

fast: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/python -m pytest -n $(WORKERS) -m "not slow and not browser" -x tests/test_architecture.py tests/case tests/assess

check: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python docs/generate.py --check
	$(BIN)/python docs/readme_example.py --check
	$(BIN)/python tests/check_changelog.py
	$(BIN)/python -m pytest -n $(WORKERS) -rs

format: $(VENV)/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(VENV)/.installed-dev
	$(BIN)/python docs/generate.py
	$(BIN)/python docs/readme_example.py

bench: $(VENV)/.installed-dev
	for script in benchmarks/*_*.py; do echo "== $$script"; $(BIN)/python $$script; done

clean:
	rm -rf $(VENV) build dist dossier .mypy_cache .ruff_cache .pytest_cache .hypothesis
