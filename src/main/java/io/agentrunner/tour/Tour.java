package io.agentrunner.tour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.agentrunner.launcher.LaunchFailure;
import io.agentrunner.launcher.Options;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code make test-agent}: does the steps of a client against a running server: creates a project and a run, and
 * follows its events to its end.
 */
public final class Tour {
    private static final Set<String> TERMINAL = Set.of("COMPLETED", "FAILED", "STOPPED");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private final TourClient client;
    private long lastEvent;

    private Tour(TourClient client) {
        this.client = client;
    }

    public static void main(String[] args) {
        var url = Options.value(System.getenv(), "BASE_URL").orElse("http://localhost:8000");
        try (var client = new TourClient(URI.create(url), Options.value(System.getenv(), "AGENT_RUNNER_KEY"))) {
            new Tour(client).run();
        } catch (LaunchFailure | IllegalArgumentException e) {
            System.out.println("FAILED: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run() {
        var health = client.get("/health/ready");
        say("Server", client + " is ready: " + health.path("status").asText());

        var project = client.post("/projects", object("name", "tour " + System.currentTimeMillis()));
        say(
                "Project",
                "%s \"%s\""
                        .formatted(
                                project.path("id").asText(),
                                project.path("name").asText()));

        var request = JsonNodeFactory.instance.objectNode();
        request.set("project_id", project.path("id"));
        request.put("goal", "Show the life of a run");
        var run = client.post("/runs", request);
        var path = "/runs/" + run.path("id").asText();
        say("Run", "%s \"%s\" is %s".formatted(text(run, "id"), text(run, "goal"), text(run, "status")));

        var ended = follow(path);
        if (!text(ended, "status").equals("COMPLETED")) {
            throw new LaunchFailure(
                    "run " + text(ended, "id") + " ended " + text(ended, "status") + ": " + ended.path("error"));
        }
        say("Result", ended.path("result").toString());
        say("Worker", client.get("/worker/status").toString());
        System.out.println("PASSED");
    }

    /** Prints the events of a run until it is terminal, and returns it. */
    private JsonNode follow(String path) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            // The run is read before its events: when it is terminal, all its events are stored
            var run = client.get(path);
            printEvents(path);
            if (TERMINAL.contains(text(run, "status"))) {
                say("Status", "%s after %s attempt(s)".formatted(text(run, "status"), text(run, "attempt")));
                return run;
            }
            if (System.nanoTime() > deadline) {
                throw new LaunchFailure("the run is still " + text(run, "status") + " after " + PATIENCE.toSeconds()
                        + " seconds: does a worker run? GET /worker/status: " + client.get("/worker/status"));
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    private void printEvents(String path) {
        for (var event : client.get(path + "/events?after_id=" + lastEvent)) {
            var id = event.path("id").asLong();
            if (id != lastEvent + 1) {
                throw new LaunchFailure("event " + (lastEvent + 1) + " is missing: after " + lastEvent + " came " + id);
            }
            lastEvent = id;
            say("Event", "%d %-16s %s".formatted(id, text(event, "type"), text(event, "payload")));
        }
    }

    private static JsonNode object(String name, String value) {
        return JsonNodeFactory.instance.objectNode().put(name, value);
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asText();
    }

    private static void say(String what, String text) {
        System.out.printf("%-8s %s%n", what, text);
    }
}
