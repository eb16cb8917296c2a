FROM maven:3-eclipse-temurin-21 AS build
WORKDIR /build
COPY .mvn .mvn
COPY pom.xml ./
COPY src/main src/main
RUN mvn --batch-mode --no-transfer-progress package -Dmaven.test.skip=true

# The same version as payara.version in pom.xml
FROM payara/micro:6.2025.10-jdk21
WORKDIR /opt/payara
# By number: Kubernetes cannot tell from a name that it is not root
USER 1000:1000
RUN mkdir -p classes/io/agentrunner/launcher workspaces
COPY --from=build /build/target/classes/io/agentrunner/launcher/LastingLogs.class \
    /build/target/classes/io/agentrunner/launcher/LogFormat.class \
    /build/target/classes/io/agentrunner/launcher/MicroFolder.class \
    /build/target/classes/io/agentrunner/launcher/MicroMain.class \
    /build/target/classes/io/agentrunner/launcher/Ask.class \
    /build/target/classes/io/agentrunner/launcher/StopHook.class classes/io/agentrunner/launcher/
COPY --from=build /build/target/server/postgresql.jar ./
COPY server-config/logging.properties server-config/payara-micro-pre-boot.asadmin server-config/payara-micro.asadmin \
    server-config/
COPY --from=build /build/target/agent-runner.war ./
# Payara Micro taken apart, so that Java can keep its classes for the next start
RUN java -cp classes io.agentrunner.launcher.MicroFolder payara-micro.jar postgresql.jar micro
# A start for practice, with the command below and --warmup, leaves them; it ends by itself, since it has no database
RUN HOST=127.0.0.1 DATABASE_URL=jdbc:postgresql://127.0.0.1:1/none DATABASE_USER=none DATABASE_PASSWORD=none \
    java -XX:ArchiveClassesAtExit=/opt/payara/micro/java.jsa \
    -Djava.util.logging.manager=io.agentrunner.launcher.LastingLogs \
    -jar /opt/payara/micro/launch.jar --nohazelcast --disablephonehome --port 8080 --warmup \
    --logproperties server-config/logging.properties \
    --prebootcommandfile server-config/payara-micro-pre-boot.asadmin \
    --postbootcommandfile server-config/payara-micro.asadmin \
    --deploy agent-runner.war --contextroot / && test -s micro/java.jsa && rm -rf /tmp/node-*
# DATABASE_URL, DATABASE_USER and DATABASE_PASSWORD come with the container; LOG_FORMAT=json asks for a log in JSON
ENV HOST=0.0.0.0 WORKSPACE_ROOT=/opt/payara/workspaces
EXPOSE 8080
STOPSIGNAL SIGTERM
# Java asks, because whether there is a curl or a wget is up to the base image
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s --start-interval=2s --retries=3 \
    CMD ["java", "-Xmx16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", "classes", \
    "io.agentrunner.launcher.Ask", "GET", "http://127.0.0.1:8080/health/ready"]
# The root file system may be read-only: each start writes to a new folder in /tmp.
# Without a shell between: Java is process 1 and gets the signal itself
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", \
    "-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8", \
    "-Djava.util.logging.manager=io.agentrunner.launcher.LastingLogs", \
    "-XX:SharedArchiveFile=/opt/payara/micro/java.jsa", \
    "-jar", "/opt/payara/micro/launch.jar", "--nohazelcast", "--disablephonehome", "--port", "8080", \
    "--logproperties", "server-config/logging.properties", \
    "--prebootcommandfile", "server-config/payara-micro-pre-boot.asadmin", \
    "--postbootcommandfile", "server-config/payara-micro.asadmin", \
    "--deploy", "agent-runner.war", "--contextroot", "/"]
