#!/bin/sh
# Run by 'make package AGENTS=folder': collects jars in target/agents, from where each build of the WAR copies them into
# WEB-INF/lib. The folder holds either jars, or a Maven project. The project is built against the agent-api jar of this build,
# and its runtime dependencies are collected, too. Needs JAVA_HOME, and target/agent-runner-…-agent-api.jar (make package).
set -eu
folder=$1
collected=target/agents
# Maven's output appears only when it fails
mvn() { out=$(command mvn --batch-mode --no-transfer-progress --quiet "$@" 2>&1) || { printf '%s\n' "$out" >&2; exit 1; }; }

fail() {
    echo "AGENTS=$folder: $1" >&2
    exit 1
}

[ -d "$folder" ] || fail "there is no such folder."
fresh=$collected.new
rm -rf "$fresh"
mkdir -p "$fresh"

if [ -f "$folder/pom.xml" ]; then
    api=$(ls target/agent-runner-*-agent-api.jar) || fail "run 'make package' first."
    mvn org.apache.maven.plugins:maven-install-plugin:3.1.4:install-file \
        -Dfile="$api" -DpomFile=pom.xml -Dpackaging=jar -Dclassifier=agent-api
    mvn -f "$folder/pom.xml" clean package \
        org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies \
        -DincludeScope=runtime -DoutputDirectory="$PWD/$fresh"
    jars=$folder/target
else
    jars=$folder
fi
for jar in "$jars"/*.jar; do
    case $jar in
        *-sources.jar | *-javadoc.jar | *-tests.jar | */original-*.jar | */agent-runner-*-agent-api.jar) ;;
        *) [ ! -f "$jar" ] || cp "$jar" "$fresh/" ;;
    esac
done
ls "$fresh"/*.jar >/dev/null 2>&1 || fail "there is no jar in $jars."

rm -rf "$collected"
mv "$fresh" "$collected"
