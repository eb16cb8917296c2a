# Needs a JDK 21 or newer, Maven 3.8 or newer, git and make. Nothing has to be running.
# PAYARA=7 builds, starts and tests with Payara 7 instead of the default.
PAYARA ?=
export PAYARA
AGENTS ?=
MVN = JAVA_HOME="$$jdk" mvn --batch-mode --no-transfer-progress $(if $(PAYARA),-Dpayara=$(PAYARA))
WITH_JDK = jdk=$$(sh src/main/scripts/find-jdk.sh) || exit 1;
# Maven's output appears only when it fails, since its own warnings about the JDK do not matter here. A line every 15 seconds
# shows the progress of a first build with all its downloads.
QUIETLY = (while sleep 15 </dev/null >/dev/null 2>&1; do echo "  still running …" >&2; done) & still=$$!; \
	out=$$($(MVN) --quiet $(1) 2>&1); done=$$?; kill $$still; \
	[ "$$done" -eq 0 ] || { printf '%s\n' "$$out" >&2; exit 1; }
WAR = target/agent-runner.war
SERVERS = target/server$(if $(PAYARA),-$(PAYARA))
PAYARA_MICRO = $(SERVERS)/payara-micro.jar
PAYARA_SERVER = $(SERVERS)/payara-server.zip
SOURCES = pom.xml $(shell find src/main -print 2>/dev/null)
BASE_URL ?= http://localhost:$(or $(PORT),8000)
JAVA = "$$jdk/bin/java" -cp 'target/classes:target/launcher/*' io.agentrunner

.PHONY: help start-agent start-server test test-agent test-chaos test-server test-console test-clients test-example test-image test-monitoring bench key verify check format package clean git-diff
.PHONY: help start-agent start-server test test-agent test-chaos test-server test-clients test-example test-image test-monitoring bench fuzz verify check format package clean git-diff
.PHONY: help start-agent start-server test test-agent test-chaos test-server test-console test-clients test-example test-image test-monitoring bench fuzz verify check format package clean git-diff

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-22s %s\n", $$1, $$2 }'

start-agent: $(WAR) $(PAYARA_MICRO) ## Start on http://localhost:8000 (PORT, HOST, WORKERS, DATA_DIR, DATABASE_URL, …); Ctrl+C stops
	@$(WITH_JDK) exec $(JAVA).launcher.Launcher

start-server: $(WAR) $(PAYARA_SERVER) ## Start a Payara Server on http://localhost:8080 with its admin console on 4848 (HTTP_PORT, ADMIN_PORT, …)
	@$(WITH_JDK) exec $(JAVA).launcher.ServerLauncher

test-agent: $(WAR) ## Try a running server from outside (PORT or BASE_URL)
	@$(WITH_JDK) BASE_URL='$(BASE_URL)' exec $(JAVA).tour.Tour

test: ## Run every check and test; needs no Docker and no database (TESTS=ClaimsIT,RestartIT selects)
	@$(WITH_JDK) $(MVN) spotless:check verify $(if $(TESTS),-Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dit.test='$(TESTS)')

test-chaos: ## Run the slow tests of outages, stuck nodes and wrong clocks; needs libfaketime
	@$(WITH_JDK) $(MVN) verify -Dgroups=chaos -DexcludedGroups=none

fuzz: ## Send 10,000 requests with hostile values, generated from the OpenAPI document (FUZZ=, SEED=)
	@$(WITH_JDK) $(MVN) verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dit.test='FuzzIT,AcceptedBodiesIT' -Dfuzz.requests=$(or $(FUZZ),10000) $(if $(SEED),-Dseed=$(SEED))

test-server: $(PAYARA_SERVER) ## Run the slow tests on a real Payara Server
	@$(WITH_JDK) $(MVN) verify -Dgroups=server -DexcludedGroups=none

test-console: ## Run the console in a browser, with axe on every page; needs chromium and Node.js 20
	@$(WITH_JDK) $(MVN) verify -Dgroups=console -DexcludedGroups=none

test-clients: ## Generate clients in TypeScript and Java from our OpenAPI document and run them; needs node and npm
	@$(WITH_JDK) $(call QUIETLY,dependency:copy@clients) && $(MVN) verify -Dgroups=clients -DexcludedGroups=none

test-example: ## Build the example agent, add it to the WAR and run it, in a copy of this project
	@$(WITH_JDK) $(MVN) verify -Dgroups=example -DexcludedGroups=none

test-image: ## Build the image with buildah and try a container; needs root, buildah and debootstrap
	@$(WITH_JDK) $(MVN) verify -Dgroups=image -DexcludedGroups=none

test-monitoring: ## Run the alert rules and the dashboard's queries in a Prometheus that scrapes two nodes; needs prometheus
	@$(WITH_JDK) $(MVN) verify -Dgroups=monitoring -DexcludedGroups=none

key: $(WAR) ## Create an access key in the database and print it (NAME=ci ROLE=submitter PROJECTS=1,2; DATA_DIR or DATABASE_URL, …)
	@$(WITH_JDK) exec $(JAVA).admin.NewKey

verify: $(WAR) ## Check every invariant in a database, read-only (DATA_DIR, or DATABASE_URL, …)
	@sh src/main/scripts/verify.sh

bench: $(WAR) $(PAYARA_MICRO) ## Measure this machine (BENCH="drain pickup", BENCH_RUNS, DATABASE_URL, …); prints name value unit
	@$(WITH_JDK) exec $(JAVA).bench.Bench

check: ## Check format and architecture, in under a minute
	@$(WITH_JDK) $(MVN) spotless:check test -Dtest='*ArchitectureTest' -Dsurefire.failIfNoSpecifiedTests=false

format: ## Format the sources
	@$(WITH_JDK) $(call QUIETLY,spotless:apply)

package: $(WAR) ## Build the WAR (AGENTS=folder: with the jars or the Maven project in that folder)
ifneq ($(AGENTS),)
	@echo "Adding the agents of $(AGENTS) …" >&2
	@$(WITH_JDK) JAVA_HOME="$$jdk" sh src/main/scripts/add-agents.sh '$(AGENTS)' && { $(call QUIETLY,war:war@default-war); }
	@touch $(WAR)
endif
	@echo "$(WAR)"

$(WAR): $(SOURCES)
	@echo "Building $(WAR): half a minute, some minutes with the downloads of a first build …" >&2
	@$(WITH_JDK) $(call QUIETLY,package -Dmaven.test.skip=true)
	@touch $(WAR)

# The build of the WAR also fetches it. This rule serves another release of Payara beside an existing WAR.
$(PAYARA_MICRO): pom.xml
	@$(WITH_JDK) $(call QUIETLY,dependency:copy@server)
	@touch $(PAYARA_MICRO)

$(PAYARA_SERVER): pom.xml
	@echo "Fetching Payara Server (170 MB, once) …"
	@$(WITH_JDK) $(call QUIETLY,dependency:copy@payara-server)
	@touch $(PAYARA_SERVER)

clean: ## Delete the build; the data in .data stay
	@rm -rf target

git-diff: ## Show the changes, save them to /tmp/git-diff-latest.txt and copy them to the clipboard
	@sh src/main/scripts/git-diff.sh
