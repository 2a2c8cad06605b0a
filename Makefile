# `make` lists the targets. Everything lives in .venv and var/; both may be deleted.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --no-builtin-rules
# Without bytecode, Python compiles Django and all of our code at every start.
unexport PYTHONDONTWRITEBYTECODE

PYTHON := .venv/bin/python
MANAGE := $(PYTHON) manage.py
PYTHONS ?= .venv/bin/python python3.14 python3.13 python3.12 python3.11 python3 python
COMPILE := UV_CUSTOM_COMPILE_COMMAND="make lock" $(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url
UVX := $(PYTHON) -m uv tool run --quiet
PIP_AUDIT := 2.10.1
ACTIONLINT := v1.7.12
CHECK_JSONSCHEMA := 0.39.0
KUSTOMIZE := v5.7.1
KUBERNETES_VALIDATE := 1.37.0
# The oldest supported and the newest version.
KUBERNETES := 1.30 1.37
# Test processes, each with its own servers; one on given servers.
JOBS ?= $(if $(filter url,$(ENGINES)),1,2)
SHARED = $(if $(filter-out 1,$(JOBS)),-n $(JOBS))
CHECK := 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'

# $(call install,FILES): install requirement files into .venv, by the first suitable Python.
define install
@for python in $(PYTHONS); do \
	if $$python -c $(CHECK) 2>/dev/null; then exec $$python -I core/dev/engines/install.py $(1); fi; \
done; \
echo "No Python 3.11 or newer with its venv module was found (Debian: apt install python3-venv)." >&2; exit 1
endef

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: engines bundles ## run everything at http://localhost:8000/, until Ctrl-C
	@exec $(MANAGE) run

.PHONY: shell
shell: engines ## open a Python shell with the models and both stores
	@exec $(MANAGE) with_engines shell

.PHONY: graph
graph: engines ## the Neo4j Browser's address, with a guide
	@exec $(MANAGE) open_graph

.PHONY: docs
docs: engines ## build the documentation site into var/docs/site; every link in it is checked
	@$(PYTHON) -m docs.build

.PHONY: demo-reset
demo-reset: engines ## delete all data and load the demo again
	@exec $(MANAGE) with_engines load_demo --reset

.PHONY: backup
backup: engines ## back up both stores to FILE (default: var/backups/…) while the service runs
	@mkdir -p var/backups
	@exec $(MANAGE) with_engines backup_stores "$(or $(FILE),var/backups/$(shell date -u +%Y-%m-%dT%H%M%SZ).backup)"

.PHONY: restore
restore: engines ## restore both stores from FILE; REPLACE=1 deletes the present data
	@test -n "$(FILE)" || { echo "FILE is missing: make restore FILE=var/backups/…" >&2; exit 1; }
	@exec $(MANAGE) with_engines restore_stores "$(FILE)" $(if $(REPLACE),--replace)

.PHONY: test
test: training ## run the whole test suite on its own servers (ENGINES=embedded|containers|url)
	@export ENGINES=$(or $(ENGINES),own); outcome=0; \
	$(PYTHON) -m pytest --durations=40 $(SHARED) --ignore=tests/faults || outcome=$$?; \
	test $$outcome -le 1 && $(PYTHON) -m pytest tests/faults && exit $$outcome

.PHONY: test-fast
test-fast: training ## run tests/{graph,core,api}, or TESTS=…, on servers that stay up between runs
	@ENGINES=$(or $(ENGINES),warm) exec $(PYTHON) -m pytest $(or $(TESTS),$(SHARED) tests/graph tests/core tests/api)

.PHONY: missing
missing: tools ## name every table of the tests that lacks a row of a new field, edge or package
	@exec $(PYTHON) -m pytest -q -m complete tests/core tests/api tests/test_documents.py

.PHONY: test-engines-stop
test-engines-stop: ## stop the servers of test-fast
	@$(PYTHON) -m tests.warm stop

.PHONY: test-faults
test-faults: training ## run the full form of tests/faults: 10,000 writes over 25 kills; prints a table
	@FAULTS=full exec $(PYTHON) -m pytest tests/faults

.PHONY: fuzz
fuzz: tools ## run the full form of tests/hostile, and of tests that try some of all pairs: thousands of operations
	@FUZZ=full exec $(PYTHON) -m pytest tests/hostile tests/api/test_every_value.py tests/api/test_serial.py \
		tests/api/test_every_connection.py tests/core/importers/test_edge_list.py -s

.PHONY: fuzz-operations
fuzz-operations: tools ## run random operations that are as dear as they may be, for MINUTES=20
	@FUZZ_MINUTES=$${MINUTES:-20} exec $(PYTHON) -m pytest tests/hostile/test_operations.py -s

.PHONY: fuzz-pictures
fuzz-pictures: tools ## try hostile pictures at random for MINUTES (20); SEED=… repeats a run
	@FUZZ_MINUTES=$(or $(MINUTES),20) FUZZ_SEED=$(SEED) exec $(PYTHON) -m pytest tests/hostile/test_generated_pictures.py -s

.PHONY: bench
bench: tools ## measure the service beside its peers in a big network; SCALE=4, JSON=FILE, COMPARE=1, STORE=1
	@exec $(PYTHON) -m tests.benchmarks.feed --scale=$(or $(SCALE),1) $(if $(JSON),--json="$(JSON)") \
		$(if $(COMPARE),--compare) $(if $(STORE),--store)

.PHONY: bench-stores
bench-stores: tools ## time the audit and the rebuild of a million edges
	@exec $(PYTHON) -m tests.benchmarks.stores

.PHONY: bench-import
bench-import: tools ## measure an import of half a million follows beside a program that writes them by hand; SHARE=0.2, ROUNDS=1
	@exec $(PYTHON) -m tests.benchmarks.importing --share=$(or $(SHARE),1) --rounds=$(or $(ROUNDS),2)

.PHONY: bench-worst
bench-worst: tools ## find the slowest operation within the limits in the big network
	@exec $(PYTHON) -m tests.benchmarks.worst

.PHONY: bench-attacks
bench-attacks: tools ## measure the responses to attacks and their cost; ON="run production network" says where
	@exec $(PYTHON) -m tests.benchmarks.attacks $(or $(ON),run network)

.PHONY: bench-growth
bench-growth: tools ## measure bytes per row and edge in both stores, and the rate of 1 and 3 relays
	@exec $(PYTHON) -m tests.benchmarks.growth

.PHONY: bench-blocks
bench-blocks: tools ## measure what blocks cost the reads of who blocks 10 and 10,000 users
	@exec $(PYTHON) -m tests.benchmarks.blocks

.PHONY: bench-export
bench-export: tools ## measure time and memory of an export of 10,000 posts and 1,000 pictures
	@exec $(PYTHON) -m tests.benchmarks.exporting

.PHONY: bench-hidden
bench-hidden: tools ## compare the times of what is hidden and what never was, at URL=…; NAMES="…" are suspended
	@exec $(PYTHON) -m tests.benchmarks.hidden_times $(or $(URL),http://localhost:8000/graphql/) $(NAMES)

.PHONY: bench-live
bench-live: tools ## measure the cost of 500 subscribers and the latency of their events
	@exec $(PYTHON) -m tests.benchmarks.live

.PHONY: bench-heavy
bench-heavy: tools ## measure heavy work and what others notice of it; PARTS=star,post for some
	@exec $(PYTHON) -m tests.benchmarks.heavy

.PHONY: bench-suggestions
bench-suggestions: tools ## measure suggestions on the edge lists FILES="…" with a part hidden; MUTUAL=1: each line is two follows
	@exec $(PYTHON) -m tests.benchmarks.suggestions $(if $(MUTUAL),--mutual) $(FILES)

.PHONY: bench-rings
bench-rings: tools ## plant a ring of 200 among 50,000 people, and find it
	@exec $(PYTHON) -m tests.benchmarks.rings

.PHONY: bench-search
bench-search: tools ## time searches of posts and people in the big network
	@exec $(PYTHON) -m tests.benchmarks.search

.PHONY: check
check: lint types security imports migrations-check schema-check messages-check web-types-check ## run every static check

.PHONY: lint
lint: tools ## ruff: rules and format; codespell: misspellings, and the words of tests/words.txt
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@.venv/bin/codespell
	@$(MAKE) words

# Except names of tables and of PostgreSQL, and released texts. Finds words in snake_case too.
.PHONY: words
words: tools ## codespell: words that tests/words.txt replaces
	@git ls-files --cached --others --exclude-standard '*.py' '*.md' '*.graphql' '*.yml' '*.yaml' Makefile .env.example \
		':!core/migrations' ':!*/text/*' ':!api/schema.released.graphql' \
		| xargs .venv/bin/codespell --dictionary tests/words.txt \
		--ignore-regex '\bAllowance\b|\bera\b|idle_in_transaction|purge_allowances' \
		--regex "core_\w+|idle_in_\w+|$$(sed -n 's/^\([a-z]*_[a-z_]*\)->.*/\1/p' tests/words.txt | paste -sd '|')|[A-Za-z]+"

.PHONY: format
format: tools ## ruff: fix what can be fixed
	@$(PYTHON) -m ruff check --fix --exit-zero .
	@$(PYTHON) -m ruff format .

.PHONY: hooks
hooks: tools ## run the quick checks before each commit, with the tools of .venv
	@.venv/bin/pre-commit install

.PHONY: types
types: tools ## mypy, and basedpyright, which proves that every Cypher text is constant
	@$(PYTHON) -m mypy .
	@.venv/bin/basedpyright

.PHONY: security
security: tools ## bandit
	@$(PYTHON) -m bandit --quiet --configfile pyproject.toml --recursive api core graph manage.py

.PHONY: audit
audit: tools ## pip-audit: known vulnerabilities of the pinned packages, if the package index lists them
	@$(UVX) pip-audit@$(PIP_AUDIT) --strict --disable-pip --require-hashes --progress-spinner off \
		-r tests/requirements.txt -r tests/clients/requirements.txt -r core/dev/engines/uv.txt || { \
		echo "Either a package above has a known vulnerability, or its advisories could not be read." >&2; exit 1; }

.PHONY: images
images: ## ask Docker for the digests of the images that are named here, and write them
	@python3 core/dev/images.py

.PHONY: imports
imports: tools ## import-linter: api imports core, core imports graph
	@.venv/bin/lint-imports

.PHONY: migrations-check
migrations-check: tools ## check that models have migrations, and that none breaks the previous release
	@$(MANAGE) makemigrations --check --dry-run || { \
		echo "Run .venv/bin/python manage.py makemigrations core -n NAME." >&2; exit 1; }
	@$(PYTHON) -m tests.migrations

.PHONY: workflows
workflows: tools ## actionlint over .github (needs Go)
	@command -v go >/dev/null || { echo "actionlint needs Go, which is not installed." >&2; exit 1; }
	@go run github.com/rhysd/actionlint/cmd/actionlint@$(ACTIONLINT)
	@$(UVX) check-jsonschema@$(CHECK_JSONSCHEMA) --builtin-schema vendor.dependabot .github/dependabot.yml
	@$(UVX) check-jsonschema@$(CHECK_JSONSCHEMA) --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	@$(UVX) check-jsonschema@$(CHECK_JSONSCHEMA) --builtin-schema vendor.github-issue-forms \
		$(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))

.PHONY: manifests
manifests: tools ## build the Kubernetes manifests and validate them (needs Go)
	@command -v go >/dev/null || { echo "kustomize needs Go, which is not installed." >&2; exit 1; }
	@mkdir -p var
	@go run sigs.k8s.io/kustomize/kustomize/v5@$(KUSTOMIZE) build docker/kubernetes/overlays/example > var/manifests.yaml
	@for version in $(KUBERNETES); do \
		$(UVX) kubernetes-validate@$(KUBERNETES_VALIDATE) --strict -k $$version var/manifests.yaml || exit 1; \
	done

.PHONY: dashboard
dashboard: ## validate the dashboard against Grafana's schemas (needs Go)
	@command -v go >/dev/null || { echo "Grafana's schemas need Go, which is not installed." >&2; exit 1; }
	@cd tests/docker/observability/schema && go run . "$(CURDIR)/docker/observability/grafana/dashboards/social-graph.json"

.PHONY: schema
schema: tools ## write api/schema.graphql
	@$(MANAGE) graphql_schema --schema api.schema.schema --out=-.graphql > api/schema.graphql

.PHONY: messages
messages: tools ## collect the texts that users read into core/locale, and compile them
	@$(PYTHON) -m tests.messages

.PHONY: messages-check
messages-check: tools ## check that every text that users read is in core/locale, with a translation
	@$(PYTHON) -m tests.messages --check

.PHONY: schema-check
schema-check: tools ## check that api/schema.graphql is current and breaks no client without notice
	@$(MANAGE) graphql_schema --schema api.schema.schema --out=-.graphql | diff -u api/schema.graphql - || { \
		echo "Run make schema and commit api/schema.graphql." >&2; exit 1; }
	@$(PYTHON) -m tests.stability

.PHONY: web-types
web-types: tools ## write the types of the web client's documents (api/web/src/generated.ts)
	@$(PYTHON) -m api.web.codegen.types

.PHONY: web-types-check
web-types-check: tools ## check that these types are those of api/schema.graphql
	@$(PYTHON) -m api.web.codegen.types --check

.PHONY: schema-release
schema-release: ## at a release: record its schema as the one that clients use
	@cp api/schema.graphql api/schema.released.graphql
	@grep '^#' api/breaking_changes.txt | head -2 > api/breaking_changes.new
	@mv api/breaking_changes.new api/breaking_changes.txt

.PHONY: lock
lock: tools ## resolve the requirement files from pyproject.toml, with hashes
	@$(COMPILE) pyproject.toml --extra telemetry -o requirements.txt
	@$(COMPILE) pyproject.toml -c requirements.txt --extra telemetry --extra engines -o core/dev/engines/requirements.txt
	@$(COMPILE) pyproject.toml -c requirements.txt --extra telemetry --extra engines --extra dev -o tests/requirements.txt
	@$(COMPILE) tests/clients/requirements.in -o tests/clients/requirements.txt
	@$(COMPILE) tests/benchmarks/peers/strawberry_django/requirements.in \
		-o tests/benchmarks/peers/strawberry_django/requirements.txt
	@$(COMPILE) core/dev/engines/uv.in -o core/dev/engines/uv.txt

.PHONY: engines
engines:
	$(call install,core/dev/engines/requirements.txt)

.PHONY: tools
tools:
	$(call install,tests/requirements.txt)

.PHONY: training
training: tools
	@$(PYTHON) -m tests.training

.PHONY: bundles
bundles: engines
	@$(PYTHON) -m api.bundles.build
