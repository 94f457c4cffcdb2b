# The commands of the README. Python 3.11, 3.12 or 3.13 and make are all they need;
# everything else is installed into .venv from the package index.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
STUDY ?= demo-study
# Debian packages that the browser tests and the round trips through an office program need.
DEBIAN := chromium fonts-noto-cjk libreoffice-writer-nogui libreoffice-calc-nogui

.PHONY: demo setup bench test test-all lint docs pictures format release wheel golden clean

demo: $(VENV)/.core  ## run the main job on the demo corpus, without a server
	$(BIN)/annotate demo $(STUDY)

setup: $(VENV)/.study  ## what a study of your own needs besides: readers of Word, PDF and web pages, the Label Studio server

test: $(VENV)/.dev  ## all tests but the slow ones and those of speed; a real Label Studio server among them
	$(BIN)/python -m pytest -m "not slow and not timing"

test-all: $(VENV)/.dev debian  ## every test, the browser and the slow ones too; needs root for apt-get
	ANNOTATE_TEST_ALL=1 $(BIN)/python -m coverage run -m pytest -m "not timing"
	ANNOTATE_TEST_ALL=1 $(BIN)/python -m pytest -m timing
	$(BIN)/python -m coverage report

lint: $(VENV)/.dev  ## style, types, the import contract
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# A picture that cannot be taken anew stays the old one, and the site is built with it.
docs: $(VENV)/.dev  ## build the documentation in both languages into build/site, pictures that are old anew; a broken link fails
	-$(BIN)/python -m docs_site.pictures --if-changed
	$(BIN)/python -m docs_site.reference
	NO_MKDOCS_2_WARNING=1 DISABLE_MKDOCS_2_WARNING=true $(BIN)/mkdocs build --strict --quiet

pictures: $(VENV)/.dev debian  ## take the pictures of the README and the documentation anew, from the demo
	$(BIN)/python -m docs_site.pictures

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# PAPERS=FOLDER measures with the papers of a folder instead of invented ones, CASES=ingest,pushing and
# SCALES=1,10 only those: they replace theirs in the results, and the others stay. PEERS=1 measures packages, too,
# whose requirements contradict the server's; they are installed into an environment of their own.
bench: $(VENV)/.dev $(if $(PEERS),build/peers/.made)  ## our stages and what people would otherwise use, in one run; 50 minutes on a quiet machine
	$(PIP) --editable ".[bench]"
	$(BIN)/python -m benchmarks.run --write $(if $(PAPERS),--papers $(PAPERS)) $(if $(CASES),--cases $(CASES)) $(if $(SCALES),--scales $(SCALES))

build/peers/.made: benchmarks/peers.txt
	$(PYTHON) -m venv build/peers
	build/peers/bin/python -m pip --disable-pip-version-check install --quiet --requirement benchmarks/peers.txt
	@touch $@

release: $(VENV)/.dev  ## write VERSION into the package, the citation and the changelog, or say what speaks against it
	$(BIN)/python -m docs_site.release $(VERSION)

wheel: $(VENV)/.dev  ## build the source distribution and, from the same files, the wheel into dist
	$(BIN)/python -m hatchling build --directory dist

golden: $(VENV)/.dev  ## rewrite the golden files; look at the difference before you commit
	$(BIN)/python -m pytest tests --update-golden

.PHONY: debian
debian:
	@dpkg -s $(DEBIAN) >/dev/null 2>&1 || { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $(DEBIAN); }

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.core: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "installing into $(VENV); this takes a few minutes the first time"
	$(PIP) --editable .
	@touch $@

# Some of the server's packages come as sources, which are built without complaint where wheel is.
$(VENV)/.study: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "installing into $(VENV), the Label Studio server among it; this takes some minutes the first time"
	$(PIP) wheel
	$(PIP) --editable ".[studio,keyring,pdf,docx,html]"
	@touch $@ $(VENV)/.core

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "installing into $(VENV), the Label Studio server among it; this takes some minutes the first time"
	$(PIP) wheel
	$(PIP) --editable ".[dev]"
	@touch $@ $(VENV)/.study $(VENV)/.core

clean:
	rm -rf $(VENV) $(STUDY) build dist artefacts .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
