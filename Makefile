# `make` lists what can be done. Everything lives in .venv and var/; both may be deleted.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --no-builtin-rules
# Whoever has Python keep no bytecode has it compile Django and all of ours again at every start.
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
# The oldest that has all that is used, and the newest.
KUBERNETES := 1.30 1.37
# Test processes, each with servers of its own; on servers that were given there can be but one.
JOBS ?= $(if $(filter url,$(ENGINES)),1,2)
SHARED = $(if $(filter-out 1,$(JOBS)),-n $(JOBS))
CHECK := 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'

# $(call install,FILES): bring .venv up to date with requirement files, by the first Python that can.
define install
@for python in $(PYTHONS); do \
	if $$python -c $(CHECK) 2>/dev/null; then exec $$python -I core/dev/engines/install.py $(1); fi; \
done; \
echo "No Python 3.11 or newer with its venv module was found (Debian: apt install python3-venv)." >&2; exit 1
endef

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: engines playground ## the whole network at http://localhost:8000/graphql/, until Ctrl-C
	@exec $(MANAGE) run

.PHONY: shell
shell: engines ## a Python shell with the models and both stores
	@exec $(MANAGE) with_engines shell

.PHONY: graph
graph: engines ## the Neo4j Browser's address, with a first query
	@exec $(MANAGE) open_graph

.PHONY: demo-reset
demo-reset: engines ## throw the data away and load the demo anew
	@exec $(MANAGE) with_engines load_demo --reset

.PHONY: backup
backup: engines ## both stores into FILE (var/backups/… without it), while everything goes on
	@mkdir -p var/backups
	@exec $(MANAGE) with_engines backup_stores "$(or $(FILE),var/backups/$(shell date -u +%Y-%m-%dT%H%M%SZ).backup)"

.PHONY: restore
restore: engines ## both stores from FILE; REPLACE=1 throws away what is there
	@test -n "$(FILE)" || { echo "Say which: make restore FILE=var/backups/…" >&2; exit 1; }
	@exec $(MANAGE) with_engines restore_stores "$(FILE)" $(if $(REPLACE),--replace)

.PHONY: test
test: tools ## the whole test suite, on servers of its own (ENGINES=embedded|containers|url)
	@ENGINES=$(or $(ENGINES),own) exec $(PYTHON) -m pytest --durations=40 $(SHARED)

.PHONY: test-fast
test-fast: tools ## graph, core and api, or TESTS=…, on servers that stay up between runs
	@ENGINES=$(or $(ENGINES),warm) exec $(PYTHON) -m pytest $(or $(TESTS),$(SHARED) tests/graph tests/core tests/api)

.PHONY: test-engines-stop
test-engines-stop: ## stop the servers of test-fast
	@$(PYTHON) -m tests.warm stop

.PHONY: test-faults
test-faults: tools ## the full form of tests/faults: 10,000 writes over 25 kills; ends with a table
	@FAULTS=full exec $(PYTHON) -m pytest tests/faults

.PHONY: fuzz
fuzz: tools ## the full form of tests/hostile: thousands of operations and raw requests at random
	@FUZZ=full exec $(PYTHON) -m pytest tests/hostile -s

.PHONY: bench
bench: tools ## load a big network and time the feed over HTTP
	@exec $(PYTHON) -m tests.benchmarks.feed

.PHONY: bench-stores
bench-stores: tools ## time the audit and the rebuild of a million edges
	@exec $(PYTHON) -m tests.benchmarks.stores

.PHONY: bench-worst
bench-worst: tools ## look for the allowed operation that takes longest in the big network
	@exec $(PYTHON) -m tests.benchmarks.worst

.PHONY: bench-attacks
bench-attacks: tools ## what attacks are told and what they cost, in the big network
	@exec $(PYTHON) -m tests.benchmarks.attacks

.PHONY: bench-growth
bench-growth: tools ## bytes a row and an edge in both stores, and the pace of 1 and 3 relays
	@exec $(PYTHON) -m tests.benchmarks.growth

.PHONY: bench-live
bench-live: tools ## what 500 subscribers cost queries and memory, and how soon they are told
	@exec $(PYTHON) -m tests.benchmarks.live

.PHONY: check
check: lint types security imports migrations-check schema-check ## every static check

.PHONY: lint
lint: tools ## ruff: rules and format; codespell: misspellings
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@.venv/bin/codespell

# Names of tables, columns and jobs stay, and so do the texts of what was released. A word is found in snake_case too.
.PHONY: words
words: tools ## codespell: words for which tests/words.txt knows the usual one
	@git ls-files '*.py' '*.md' '*.graphql' '*.yml' '*.yaml' Makefile .env.example \
		':!core/migrations' ':!*/text/*' ':!api/schema.released.graphql' \
		| xargs .venv/bin/codespell --dictionary tests/words.txt \
		--ignore-regex '\bAllowance\b|\bera\b|idle_in_transaction|purge_allowances' \
		--regex "core_\w+|$$(sed -n 's/^\([a-z]*_[a-z_]*\)->.*/\1/p' tests/words.txt | paste -sd '|')|[A-Za-z]+"

.PHONY: format
format: tools ## ruff: mend what can be mended
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

.PHONY: hooks
hooks: tools ## let Git run the quick checks before each commit, by the tools of .venv
	@.venv/bin/pre-commit install

.PHONY: types
types: tools ## mypy, and basedpyright, which proves that every Cypher text is constant
	@$(PYTHON) -m mypy .
	@.venv/bin/basedpyright

.PHONY: security
security: tools ## bandit
	@$(PYTHON) -m bandit --quiet --configfile pyproject.toml --recursive api core graph manage.py

.PHONY: audit
audit: tools ## pip-audit: known vulnerabilities of the pinned packages, where the package index lists them
	@$(UVX) pip-audit@$(PIP_AUDIT) --strict --disable-pip --require-hashes --progress-spinner off \
		-r tests/requirements.txt -r tests/clients/requirements.txt -r core/dev/engines/uv.txt || { \
		echo "Either a package above has a known vulnerability, or its advisories could not be read." >&2; exit 1; }

.PHONY: imports
imports: tools ## the rooms import one way: api, core, graph
	@.venv/bin/lint-imports

.PHONY: migrations-check
migrations-check: tools ## no model has changed without a migration, and none breaks the release before
	@$(MANAGE) makemigrations --check --dry-run
	@$(PYTHON) -m tests.migrations

.PHONY: workflows
workflows: tools ## actionlint over .github, where Go is installed
	@command -v go >/dev/null || { echo "actionlint is a Go program, and there is no Go here." >&2; exit 1; }
	@go run github.com/rhysd/actionlint/cmd/actionlint@$(ACTIONLINT)
	@$(UVX) check-jsonschema@$(CHECK_JSONSCHEMA) --builtin-schema vendor.dependabot .github/dependabot.yml
	@$(UVX) check-jsonschema@$(CHECK_JSONSCHEMA) --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	@$(UVX) check-jsonschema@$(CHECK_JSONSCHEMA) --builtin-schema vendor.github-issue-forms \
		$(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))

.PHONY: manifests
manifests: tools ## build the Kubernetes manifests and hold them to the API's schemas, where Go is installed
	@command -v go >/dev/null || { echo "kustomize is a Go program, and there is no Go here." >&2; exit 1; }
	@mkdir -p var
	@go run sigs.k8s.io/kustomize/kustomize/v5@$(KUSTOMIZE) build docker/kubernetes/overlays/example > var/manifests.yaml
	@for version in $(KUBERNETES); do \
		$(UVX) kubernetes-validate@$(KUBERNETES_VALIDATE) --strict -k $$version var/manifests.yaml || exit 1; \
	done

.PHONY: dashboard
dashboard: ## hold the dashboard to the schemas that Grafana publishes, where Go is installed
	@command -v go >/dev/null || { echo "Grafana's schemas come as Go, and there is no Go here." >&2; exit 1; }
	@cd tests/docker/observability/schema && go run . "$(CURDIR)/docker/observability/grafana/dashboards/social-graph.json"

.PHONY: schema
schema: tools ## write api/schema.graphql
	@$(MANAGE) graphql_schema --schema api.schema.schema --out=-.graphql > api/schema.graphql

.PHONY: schema-check
schema-check: tools ## api/schema.graphql is what the code says, and breaks no client unannounced
	@$(MANAGE) graphql_schema --schema api.schema.schema --out=-.graphql | diff -u api/schema.graphql -
	@$(PYTHON) -m tests.stability

.PHONY: schema-release
schema-release: ## with a release: from now on its schema is what clients were built on
	@cp api/schema.graphql api/schema.released.graphql
	@grep '^#' api/breaking_changes.txt | head -2 > api/breaking_changes.new
	@mv api/breaking_changes.new api/breaking_changes.txt

.PHONY: lock
lock: tools ## resolve the requirement files again from pyproject.toml, with hashes
	@$(COMPILE) pyproject.toml --extra telemetry -o requirements.txt
	@$(COMPILE) pyproject.toml -c requirements.txt --extra telemetry --extra engines -o core/dev/engines/requirements.txt
	@$(COMPILE) pyproject.toml -c requirements.txt --extra telemetry --extra engines --extra dev -o tests/requirements.txt
	@$(COMPILE) tests/clients/requirements.in -o tests/clients/requirements.txt
	@$(COMPILE) core/dev/engines/uv.in -o core/dev/engines/uv.txt

.PHONY: engines
engines:
	$(call install,core/dev/engines/requirements.txt)

.PHONY: tools
tools:
	$(call install,tests/requirements.txt)

.PHONY: playground
playground: engines
	@$(PYTHON) -m api.playground.build
