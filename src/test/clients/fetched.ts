// A client that OpenAPI Generator made (typescript-fetch), with the server that the document names.
import assert from "node:assert/strict";
import {
  MonitoringApi,
  ProjectsApi,
  ResponseError,
  RunStatus,
  RunsApi,
  RunType,
  SettingsApi,
  WorkerAndNodesApi,
} from "./generated/fetch/index.js";

const runs = new RunsApi();

async function until(id: number, status: RunStatus) {
  for (const end = Date.now() + 30_000; ; ) {
    const run = await runs.getRun({ id });
    if (run.status === status) return run;
    assert.ok(Date.now() < end, `run ${id} is ${run.status}`);
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

const project = await new ProjectsApi().createProject({ createProject: { name: `fetched ${process.pid}` } });
const run = await runs.submitRun({
  idempotencyKey: `fetched-${process.pid}`,
  submitRun: {
    projectId: project.id,
    goal: "Say hello",
    runType: RunType.Agent,
    options: { step_seconds: 0 },
    metadata: { team: "blue" },
    deadlineAt: new Date(Date.now() + 3_600_000),
  },
});
const done = await until(run.id, RunStatus.Completed);
assert.deepEqual(done.metadata, { team: "blue" });
assert.ok(done.finishedAt instanceof Date);

const mine = { projectId: project.id, status: [RunStatus.Completed], metadata: ["team=blue"] };
assert.deepEqual((await runs.listRuns(mine)).map((one) => one.id), [run.id]);
const events = await runs.listEvents({ id: run.id });
assert.equal(events.at(-1)?.type, "RUN_COMPLETED");
assert.ok(events.every((event) => typeof event.payload === "string"));

const long = await runs.submitRun({
  submitRun: { projectId: project.id, goal: "Wait", agent: "sleep", options: { seconds: 600 } },
});
await until(long.id, RunStatus.Running);
assert.equal((await runs.sendDirective({ id: long.id, directive: { text: "be quick" } })).type, "DIRECTIVE");
assert.equal((await runs.stopRun({ id: long.id })).status, RunStatus.Stopped);

const monitoring = new MonitoringApi();
assert.ok((await runs.getStats()).stopped >= 1);
assert.equal((await monitoring.getHealthReady()).status, "UP");
assert.equal((await new WorkerAndNodesApi().listNodes()).length, 1);
assert.ok((await new SettingsApi().listSettings()).length > 10);
await assert.rejects(runs.getRun({ id: 999_999_999 }), (e) => e instanceof ResponseError && e.response.status === 404);
console.log("fetched.ts: done");
