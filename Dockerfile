FROM maven:3-eclipse-temurin-21 AS build
WORKDIR /build
COPY . .
RUN mvn --batch-mode --no-transfer-progress package -DskipTests

FROM payara/micro:6.2025.10-jdk21
WORKDIR /opt/payara
RUN mkdir -p classes/io/agentrunner/launcher workspaces
COPY --from=build /build/target/classes/io/agentrunner/launcher/LastingLogs.class classes/io/agentrunner/launcher/
COPY --from=build /build/target/server/postgresql.jar ./
COPY --from=build /build/server-config server-config
COPY --from=build /build/target/agent-runner.war ./
# DATABASE_URL, DATABASE_USER and DATABASE_PASSWORD come with the container
ENV HOST=0.0.0.0 WORKSPACE_ROOT=/opt/payara/workspaces
EXPOSE 8080
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", \
    "-Xbootclasspath/a:classes", "-Djava.util.logging.manager=io.agentrunner.launcher.LastingLogs", \
    "-jar", "payara-micro.jar", "--nohazelcast", "--disablephonehome", "--port", "8080", \
    "--addlibs", "postgresql.jar", "--logproperties", "server-config/logging.properties", \
    "--prebootcommandfile", "server-config/payara-micro-pre-boot.asadmin", \
    "--postbootcommandfile", "server-config/payara-micro.asadmin", \
    "--deploy", "agent-runner.war", "--contextroot", "/"]
