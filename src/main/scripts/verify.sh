#!/bin/sh
# What 'make verify' runs, with its own exit code, which make turns into 2 whatever it was: 0 every invariant holds, 1 some do
# not, 2 the database could not be checked. Needs target/agent-runner.war (make package).
cd "$(dirname "$0")/../../.." || exit 2
jdk=$(sh src/main/scripts/find-jdk.sh) || exit 2
[ -d target/classes ] && [ -d target/launcher ] || { echo "Agent Runner: not built yet: run 'make package' first." >&2; exit 2; }
exec "$jdk/bin/java" -cp 'target/classes:target/launcher/*' io.agentrunner.verify.Verify
