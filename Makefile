# Every target does its own set-up: on a fresh machine `make demo` or `make test` is the first and only step.
.DEFAULT_GOAL := help
.PHONY: help demo test check lint schemas bench accidents koha-acceptance lock install packages clean
.DELETE_ON_ERROR:

LOCKS := .ci/locks
PYTEST := .venv/bin/python -m pytest --quiet --numprocesses=auto --maxprocesses=4 --dist=loadgroup
UV := uv==0.13.9

help:  ## say what there is to make
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' $(MAKEFILE_LIST) | expand -t 16

demo: .venv/made  ## the sample district: first day, next day, a truncated file
	@.ci/demo

test: .venv/made packages  ## every test; as root with a real systemd, sshd and browser
	$(PYTEST)

check: lint  ## lint and the tests that need no root and little time; under a minute
	$(PYTEST) -m "not system and not slow"

lint: .venv/made  ## style, layers, types
	.venv/bin/ruff check --quiet
	.venv/bin/ruff format --check --quiet
	.venv/bin/lint-imports --no-logo
	.venv/bin/mypy

schemas: .venv/made  ## write schemas/ from the models
	.venv/bin/python -m patronctl.config.schemas

bench: .venv-bench/made  ## measure runs and peers; BENCH="--sizes 1M --repeat 1" and so on
	.venv-bench/bin/python -m tests.benchmarks $(BENCH)

accidents: .venv/made  ## a thousand accidents of an export, of which none may hurt anybody: SEED=… TRIES=1000
	.venv/bin/python -m tests.accidents $(if $(SEED),--seed $(SEED)) --tries $(or $(TRIES),1000)

koha-acceptance: .venv/made  ## the conformance suite against a real Koha: URL=…, KOHA_ID and KOHA_SECRET in the environment
	.venv/bin/python -m tests.targets.acceptance $(URL)

lock:  ## choose the versions of all dependencies again
	python3 -m venv .venv-lock
	.venv-lock/bin/python -m pip install -qq --disable-pip-version-check $(UV)
	.ci/lock .venv-lock/bin/uv

install: .venv/made  ## only the set-up: .venv with patronctl in it

packages:
	@.ci/setup packages

clean:  ## remove what make made
	rm -rf .venv .venv-* .demo .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist

.venv/made: $(LOCKS)/dev.txt pyproject.toml .ci/setup
	@.ci/setup venv .venv $(LOCKS)/dev.txt

.venv-duckdb-2/made: $(LOCKS)/dev-duckdb-2.txt pyproject.toml .ci/setup
	@.ci/setup venv .venv-duckdb-2 $(LOCKS)/dev-duckdb-2.txt

.venv-bench/made: $(LOCKS)/bench.txt pyproject.toml .ci/setup
	@.ci/setup venv .venv-bench $(LOCKS)/bench.txt
