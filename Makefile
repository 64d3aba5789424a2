# Two commands are enough: `make demo` and `make test`. Each does its own set-up.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SERVE  ?= 1
DEMO   ?= data/demo
N      ?= 10000
KILLS  ?= 200
SEED   ?= 1

.PHONY: demo test check fuzz kills geometry format setup lock clean

$(VENV)/installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	touch $@

setup: $(VENV)/installed

demo: setup
	$(BIN)/jukistat --home $(DEMO) demo $(if $(filter 0,$(SERVE)),--no-serve,)

test: setup
	$(BIN)/python -m pytest -n 2 --dist worksteal

# Minutes, so no part of `make test`: a store killed over and over equals one that had peace.
kills: setup
	$(BIN)/python -m tests.kills --kills $(KILLS) --seed $(SEED)

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/sqlfluff lint models
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist worksteal

# Spoilt deliveries, N of them from SEED on; the suite checks a few hundred.
fuzz: setup
	$(BIN)/python -m tests.fuzz $(N) $(SEED)

# Makes the maps anew from the published files that dashboards/static/geo/CREDITS.md names, in the folder SOURCES.
geometry: setup
	$(BIN)/python -m dashboards.cartography $(SOURCES)

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Writes the lock anew from pyproject.toml; needs uv on the machine that does it, nowhere else.
lock:
	uv pip compile pyproject.toml --extra dev --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --output-file requirements.lock

clean:
	rm -rf $(VENV) data target *.egg-info
