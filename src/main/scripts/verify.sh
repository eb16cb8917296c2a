#!/bin/sh
# Checks a database for 'make verify'. Its exit code is 0 if every invariant holds, 1 if some do not, and 2 if the database could
# not be checked; make turns every failure into 2. Needs target/agent-runner.war (make package).
cd "$(dirname "$0")/../../.." || exit 2
jdk=$(sh src/main/scripts/find-jdk.sh) || exit 2
[ -d target/classes ] && [ -d target/launcher ] || { echo "Agent Runner: not built yet: run 'make package' first." >&2; exit 2; }
exec "$jdk/bin/java" -cp 'target/classes:target/launcher/*' io.agentrunner.verify.Verify
