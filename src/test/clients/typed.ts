// A client whose types openapi-typescript made: README's first steps, and what people do next.
import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./generated/api.js";

const server = process.argv[2];
const client = createClient<paths>({ baseUrl: server });

function sure<T>(answer: { data?: T; error?: unknown }): T {
  assert.equal(answer.error, undefined, JSON.stringify(answer.error));
  return answer.data as T;
}

async function until(id: number, status: components["schemas"]["RunStatus"]) {
  for (const end = Date.now() + 30_000; ; ) {
    const run = sure(await client.GET("/runs/{id}", { params: { path: { id } } }));
    if (run.status === status) return run;
    assert.ok(Date.now() < end, `run ${id} is ${run.status}`);
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

const project = sure(await client.POST("/projects", { body: { name: `typed ${process.pid}` } }));
const key = { header: { "Idempotency-Key": `typed-${process.pid}` } };
const body = {
  project_id: project.id,
  goal: "Say hello",
  options: { step_seconds: 0 },
  metadata: { team: "blue", size: 3 },
};
const run = sure(await client.POST("/runs", { body, params: key }));
assert.equal(sure(await client.POST("/runs", { body, params: key })).id, run.id);
const done = await until(run.id, "COMPLETED");
assert.deepEqual(done.metadata, { team: "blue", size: 3 });

const query = { project_id: project.id, status: ["COMPLETED" as const], metadata: ["team=blue", "size=3"] };
assert.deepEqual(sure(await client.GET("/runs", { params: { query } })).map((one) => one.id), [run.id]);
query.metadata = ["team=red"];
assert.deepEqual(sure(await client.GET("/runs", { params: { query } })), []);

const events = sure(await client.GET("/runs/{id}/events", { params: { path: { id: run.id } } }));
assert.equal(events.at(-1)?.type, "RUN_COMPLETED");
assert.ok(events.every((event) => event.payload.length >= 0));

const long = sure(
  await client.POST("/runs", {
    body: { project_id: project.id, goal: "Wait", run_type: "task", agent: "sleep", options: { seconds: 600 } },
  }),
);
await until(long.id, "RUNNING");
const path = { path: { id: long.id } };
assert.equal(
  sure(await client.POST("/runs/{id}/directive", { params: path, body: { text: "be quick" } })).type,
  "DIRECTIVE",
);
assert.equal(sure(await client.POST("/runs/{id}/stop", { params: path })).status, "STOPPED");

const stats = sure(await client.GET("/stats"));
assert.ok(stats.completed >= 1 && stats.stopped >= 1);
assert.equal(sure(await client.GET("/health/ready")).status, "UP");

const refused = await client.POST("/runs", { body: { project_id: project.id, goal: " " } });
assert.equal(refused.error?.errors?.[0]?.field, "goal");
console.log("typed.ts: done");
