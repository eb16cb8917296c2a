import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.MonitoringApi;
import org.openapitools.client.api.ProjectsApi;
import org.openapitools.client.api.RunsApi;
import org.openapitools.client.api.RunsApi.APIListEventsRequest;
import org.openapitools.client.api.RunsApi.APIListRunsRequest;
import org.openapitools.client.api.WorkerAndNodesApi;
import org.openapitools.client.model.CreateProject;
import org.openapitools.client.model.Directive;
import org.openapitools.client.model.HealthStatus;
import org.openapitools.client.model.Run;
import org.openapitools.client.model.RunStatus;
import org.openapitools.client.model.SubmitRun;

/** A client that OpenAPI Generator made (java, native), with the server that the document names. */
public class Generated {
    private static final RunsApi RUNS = new RunsApi();

    public static void main(String[] args) throws Exception {
        var name = "generated " + ProcessHandle.current().pid();
        var project = new ProjectsApi().createProject(new CreateProject().name(name)).getId();
        var hello = new SubmitRun()
                .projectId(project)
                .goal("Say hello")
                .options(Map.of("step_seconds", 0))
                .metadata(Map.of("team", "blue"));
        var run = RUNS.submitRun(hello, name).getId();
        check(RUNS.submitRun(hello, name).getId().equals(run), "the key was not honoured");
        check(until(run, RunStatus.COMPLETED).getMetadata().equals(Map.of("team", "blue")), "metadata");

        var list = APIListRunsRequest.newBuilder()
                .projectId(project)
                .status(List.of(RunStatus.COMPLETED))
                .metadata(List.of("team=blue"))
                .build();
        check(RUNS.listRuns(list).stream().map(Run::getId).toList().equals(List.of(run)), "the list");
        var events = RUNS.listEvents(APIListEventsRequest.newBuilder().id(run).build());
        check(events.getLast().getType().equals("RUN_COMPLETED"), "the events " + events);
        check(events.stream().allMatch(event -> event.getPayload() != null), "a payload is null");

        var wait = new SubmitRun().projectId(project).goal("Wait").agent("sleep").options(Map.of("seconds", 600));
        var waiting = RUNS.submitRun(wait, null).getId();
        until(waiting, RunStatus.RUNNING);
        var directive = RUNS.sendDirective(waiting, new Directive().text("be quick"));
        check(directive.getType().equals("DIRECTIVE"), "the directive " + directive);
        check(RUNS.stopRun(waiting).getStatus() == RunStatus.STOPPED, "the stop");

        check(RUNS.getStats().getStopped() >= 1, "the stats");
        check(new MonitoringApi().getHealthReady().getStatus() == HealthStatus.UP, "the health");
        check(new WorkerAndNodesApi().listNodes().size() == 1, "the nodes");
        try {
            RUNS.getRun(999_999_999L);
            throw new AssertionError("there is a run 999999999");
        } catch (ApiException e) {
            check(e.getCode() == 404, "the refusal " + e);
        }
        System.out.println("Generated.java: done");
    }

    private static Run until(long id, RunStatus status) throws Exception {
        for (var end = System.nanoTime() + 30_000_000_000L; ; LockSupport.parkNanos(50_000_000)) {
            var run = RUNS.getRun(id);
            if (run.getStatus() == status) {
                return run;
            }
            check(System.nanoTime() < end, "run " + id + " is " + run.getStatus());
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
