# Every target bootstraps its own virtual environment in .venv; nothing else has to be installed first.
PYTHON ?= python3
BIN := .venv/bin
SCALE ?= 0.02
SEED ?= 1
OUT ?= out
TEST_WORKERS ?= 2
# a file stays with one worker, so that what its tests share is made once (tests/support/scheduling.py)
SHARE := -n $(TEST_WORKERS) --dist loadfile
# what a test starts as a process of its own would compile every module anew
export PYTHONDONTWRITEBYTECODE :=
AXE := 4.14.1
CHROMIUM_THERE := PYTHONPATH=tests $(BIN)/python -m support.chromium
JAVA_THERE := PYTHONPATH=tests $(BIN)/python -m support.spark_cluster
AXE_THERE := test -f .browser/node_modules/axe-core/axe.min.js
GET_AXE := npm install --silent --no-audit --no-fund --no-save --prefix .browser axe-core@$(AXE)

.PHONY: install brief realism test-fast test test-all test-spark test-browser soak coverage check figures bench lock browser
.PHONY: outside java docs docs-site package sbom clean
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ -/'

.venv/runtime.stamp: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("finalorder needs Python 3.11 or newer; set PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv/dev.stamp: .venv/runtime.stamp requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

install: .venv/runtime.stamp ## put the command at .venv/bin/finalorder

brief: .venv/runtime.stamp ## from nothing to a brief for ten cities, on a simulated release
	mkdir -p $(OUT)
	$(BIN)/finalorder simulate $(OUT)/release.zip --scale $(SCALE) --seed $(SEED)
	$(BIN)/finalorder build $(OUT)/release.zip --lake $(OUT)/lake
	$(BIN)/finalorder brief 2019-06-family-operation --lake $(OUT)/lake --out $(OUT)/brief --lang all
	@echo "open $(OUT)/brief/index.html"

test-fast: .venv/dev.stamp ## unit and specification tests, in under a minute on two cores
	$(BIN)/python -m pytest $(SHARE) -m "not browser and not long and not soak" tests/unit tests/spec

test: .venv/dev.stamp ## the tests that need only Python, in about ten minutes
	$(BIN)/python -m pytest $(SHARE) -m "not browser and not long and not soak"

# what is not there is installed in one go, of the two kinds: with what Debian recommends beside it, and without
outside: .venv/dev.stamp ## what test-all needs beside Python: a browser, Java, 7-Zip, R, LibreOffice
	@set -e; wanted=; bare=; \
	$(CHROMIUM_THERE) || wanted="$$wanted chromium"; \
	command -v npm >/dev/null || wanted="$$wanted npm"; \
	command -v 7zz >/dev/null || command -v 7z >/dev/null || wanted="$$wanted 7zip"; \
	$(JAVA_THERE) || wanted="$$wanted openjdk-17-jre-headless"; \
	command -v Rscript >/dev/null || bare="$$bare r-base-core r-cran-haven"; \
	command -v soffice >/dev/null || bare="$$bare libreoffice-calc-nogui"; \
	test -z "$$wanted$$bare" || apt-get update -qq; \
	test -z "$$wanted" || apt-get install -y -qq $$wanted; \
	test -z "$$bare" || apt-get install -y -qq --no-install-recommends $$bare
	@$(AXE_THERE) || $(GET_AXE)

browser: .venv/dev.stamp
	@$(CHROMIUM_THERE) || (apt-get update -qq && apt-get install -y -qq chromium)
	@command -v npm >/dev/null || (apt-get update -qq && apt-get install -y -qq npm)
	@$(AXE_THERE) || $(GET_AXE)

java: .venv/dev.stamp
	@$(JAVA_THERE) || (apt-get update -qq && apt-get install -y -qq openjdk-17-jre-headless)

test-all: outside ## what needs a browser, Java or patience
	$(BIN)/python -m pytest $(SHARE) -m "browser or long"

test-spark: .venv/dev.stamp java ## the tests that start Spark
	$(BIN)/python -m pytest $(SHARE) -m "long" -k spark

test-browser: .venv/dev.stamp browser ## the tests that start a browser
	$(BIN)/python -m pytest $(SHARE) -m browser

soak: .venv/dev.stamp ## the full counts that the issues name
	$(BIN)/python -m pytest -n $(TEST_WORKERS) -m "soak"

coverage: .venv/dev.stamp ## the share of lines and branches that `make test` runs, file by file in out/coverage
	$(BIN)/python -m pytest $(SHARE) -m "not browser and not long and not soak" \
		--cov --cov-report=html:$(OUT)/coverage --cov-report=term:skip-covered

check: .venv/dev.stamp ## style, types, layers
	$(BIN)/ruff check src tests bench tools docs/realism.py docs/conf.py hatch_build.py
	$(BIN)/ruff format --check src tests bench tools docs/realism.py docs/conf.py hatch_build.py
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/check_house.py
	$(BIN)/python tools/check_licences.py

figures: .venv/dev.stamp ## the figures of the house: sizes, names, doors, and the walk of one number
	@$(BIN)/python tools/check_house.py --figures
	@$(BIN)/python tools/walk_number.py | tail -2

docs: .venv/dev.stamp ## write the reference pages again, from the tests and the registry
	PYTHONPATH=tests $(BIN)/python -m support.reference_pages

docs-site: .venv/dev.stamp ## the documentation as a site, out/docs/html; a link that leads nowhere is an error
	$(BIN)/python tools/docs_site.py $(OUT)/docs

package: .venv/dev.stamp ## the wheel and the source archive, in out/dist
	$(BIN)/python -m build --no-isolation --outdir $(OUT)/dist .

sbom: .venv/dev.stamp ## what the package brings with it, as CycloneDX: out/sbom.cdx.json
	rm -rf $(OUT)/sbom-env && $(PYTHON) -m venv --without-pip $(OUT)/sbom-env
	$(BIN)/python -m pip --python $(OUT)/sbom-env/bin/python install --quiet --require-hashes -r requirements.lock
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible -o $(OUT)/sbom.cdx.json $(OUT)/sbom-env/bin/python

bench: .venv/dev.stamp ## speed and memory, as ratios against a naive baseline in the same run
	$(BIN)/python bench/run.py

realism: .venv/dev.stamp ## the model beside published figures: docs/realism.md, its pictures, the baseline
	$(BIN)/python docs/realism.py docs/conf.py

lock: .venv/dev.stamp ## resolve the dependencies again
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --no-header --generate-hashes --python-version 3.11 pyproject.toml build-requirements.in -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --no-header --generate-hashes --python-version 3.11 pyproject.toml build-requirements.in --group dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf .venv out .pytest_cache .ruff_cache .hypothesis
