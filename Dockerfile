# Needs Docker with BuildKit (docker build, docker compose), or Podman or buildah 1.28 or newer with --format docker for the
# health check. The image names are full, because Podman and buildah resolve no short names. Pin them to digests that you tried.
FROM docker.io/library/maven:3-eclipse-temurin-21 AS build
WORKDIR /build
COPY .mvn .mvn
COPY pom.xml ./
# A layer of its own: the downloads change only with pom.xml
RUN mvn --batch-mode --no-transfer-progress process-resources -Dmaven.test.skip=true
COPY src/main src/main
RUN mvn --batch-mode --no-transfer-progress package -Dmaven.test.skip=true
# Payara Micro unpacked, so that Java can cache its classes for the next start
RUN java -cp target/classes io.agentrunner.server.MicroFolder \
    target/server/payara-micro.jar target/server/postgresql.jar micro

FROM docker.io/library/eclipse-temurin:21-jre
# The same as in pom.xml
LABEL org.opencontainers.image.title="Agent Runner" \
    org.opencontainers.image.description="Runs AI agents and other long, goal-driven jobs durably on Payara and PostgreSQL." \
    org.opencontainers.image.version="0.1.0" \
    org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /opt/payara
RUN mkdir -m 700 micro workspaces && chown 1000:1000 micro workspaces
# A number, because Kubernetes cannot see from a name that the user is not root
USER 1000:1000
# The layer that changes least comes first: the server's libraries, most of what the image adds
COPY --from=build /build/micro/runtime micro/runtime
COPY --from=build /build/micro/lib micro/lib
COPY --from=build /build/micro/launch.jar micro/
COPY server-config/logging.properties server-config/payara-micro-pre-boot.asadmin server-config/payara-micro.asadmin \
    server-config/
COPY --from=build /build/target/classes/io/agentrunner/server/Ask.class \
    /build/target/classes/io/agentrunner/server/StopHook.class classes/io/agentrunner/server/
COPY --from=build /build/target/agent-runner.war ./
# A training run with the command below and --warmup writes the cache of classes. It ends by itself, since it has no database
RUN HOST=127.0.0.1 DATABASE_URL=jdbc:postgresql://127.0.0.1:1/none DATABASE_USER=none DATABASE_PASSWORD=none \
    java -XX:ArchiveClassesAtExit=/opt/payara/micro/java.jsa \
    -Djava.util.logging.manager=io.agentrunner.server.LastingLogs \
    -jar /opt/payara/micro/launch.jar --nohazelcast --disablephonehome --port 8080 --warmup \
    --logproperties server-config/logging.properties \
    --prebootcommandfile server-config/payara-micro-pre-boot.asadmin \
    --postbootcommandfile server-config/payara-micro.asadmin \
    --deploy agent-runner.war --contextroot / && test -s micro/java.jsa && rm -rf /tmp/node-*
# The container sets DATABASE_URL, DATABASE_USER and DATABASE_PASSWORD, HTTP_HOSTS: the names
# that clients use, ACCESS=required and ACCESS_BOOTSTRAP_KEY: the key of the first admin. LOG_FORMAT=json selects a log in JSON
ENV HOST=0.0.0.0 WORKSPACE_ROOT=/opt/payara/workspaces
EXPOSE 8080
STOPSIGNAL SIGTERM
# A Java program, because the base image may have neither curl nor wget
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 \
    CMD ["java", "-Xmx16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", "classes", \
    "io.agentrunner.server.Ask", "GET", "http://127.0.0.1:8080/health/ready"]
# The root file system may be read-only: each start writes to a new folder in /tmp.
# Exec form, without a shell: Java is process 1 and gets the signal itself
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", \
    "-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8", \
    "-Djava.util.logging.manager=io.agentrunner.server.LastingLogs", \
    "-XX:SharedArchiveFile=/opt/payara/micro/java.jsa", \
    "-jar", "/opt/payara/micro/launch.jar", "--nohazelcast", "--disablephonehome", "--port", "8080", \
    "--logproperties", "server-config/logging.properties", \
    "--prebootcommandfile", "server-config/payara-micro-pre-boot.asadmin", \
    "--postbootcommandfile", "server-config/payara-micro.asadmin", \
    "--deploy", "agent-runner.war", "--contextroot", "/"]
