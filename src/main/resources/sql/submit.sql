-- Submits and their idempotency keys.

-- name: Run.existingProjects
-- takes: projects
select id from project where id = any(cast(:projects as bigint[]))

-- name: Run.submit
-- takes: projects, names, goals, types, agents, options, metadata, priorities, runAts, maxAttempts, timeouts
-- takes: deadlines, retries, whole, nodes, guard, payload, startable
-- Inserts one run or ten thousand with their RUN_CREATED events. Returns the ids in the given order, and with :whole
-- the stored columns of each run, which a batch does not need. :nodes is empty, or the node that starts the due runs at
-- once: a first attempt like that of Run.claim, in this statement, by the same rule (starters). :guard is how long the
-- transaction may be idle, in milliseconds, :payload the payload of RUN_STARTED, and :startable lists the agents that
-- the node can execute.
with starter as materialized (
  select s.id from starters(:guard, cast(:nodes as uuid[])) as s (id)
), item as (
  select i.*, nextval('run_id_seq') as id, greatest(cast(i.run_at as timestamptz), now()) as due,
         case when (i.run_at is null or cast(i.run_at as timestamptz) <= now()) and i.agent = any(cast(:startable as text[]))
           then (select id from starter) end as node
  from (
    select unnest(cast(:projects as bigint[])) as project_id,
           unnest(cast(:names as text[])) as name,
           unnest(cast(:goals as text[])) as goal,
           unnest(cast(:types as text[])) as run_type,
           unnest(cast(:agents as text[])) as agent,
           unnest(cast(:options as text[])) as options,
           unnest(cast(:metadata as text[])) as metadata,
           unnest(cast(:priorities as integer[])) as priority,
           unnest(cast(:runAts as text[])) as run_at,
           unnest(cast(:maxAttempts as integer[])) as max_attempts,
           unnest(cast(:timeouts as integer[])) as timeout_seconds,
           unnest(cast(:deadlines as text[])) as deadline_at,
           unnest(cast(:retries as text[])) as retry) as i
), new_run as (
  insert into run (id, project_id, name, goal, run_type, agent, options, metadata, priority, run_at, max_attempts,
                   timeout_seconds, deadline_at, retry,
                   status, attempt, node, last_event, started_at, attempt_started_at)
  select i.id, i.project_id, coalesce(i.name, to_char(now() at time zone 'UTC', '"Run - "YYYY-MM-DD HH24:MI')), i.goal,
         i.run_type, i.agent, i.options, cast(i.metadata as jsonb), i.priority, i.due, i.max_attempts,
         i.timeout_seconds, cast(i.deadline_at as timestamptz), i.retry,
         coalesce(s.status, 'QUEUED'), coalesce(s.attempt, 0), s.node, coalesce(s.last_event, 1), s.started_at,
         s.attempt_started_at
  from item i
  left join lateral run_start(0, 1, null, i.node, statement_timestamp()) s on i.node is not null
  returning id, name, metadata, created_at, run_at, deadline_at, node, project_id, timeout_seconds,
            attempt_started_at
), told as (
  insert into event (run_id, id, type, payload, attempt)
  select id, 1, 'RUN_CREATED', goal, 0 from item
  union all
  select id, 2, 'RUN_STARTED', :payload, 1 from item where node is not null
)
select id, case when :whole then name end, case when :whole then cast(metadata as text) end,
       case when :whole then created_at end, case when :whole then run_at end, case when :whole then deadline_at end,
       node is not null, case when node is not null then (select local_path from project p where p.id = project_id) end,
       case when node is not null then cast(extract(epoch from deadline_at - clock_timestamp()) as float8) end,
       case when node is not null then cast(extract(epoch from attempt_started_at - run_at) as float8) end
from new_run order by id

-- name: Submission.enter
-- takes: project, key, hash
insert into submission (project_id, idempotency_key, request_hash, run_ids) values (:project, :key, :hash, '{}')
on conflict do nothing

-- name: Submission.complete
-- takes: project, key, runs
update submission set run_ids = cast(:runs as bigint[]) where project_id = :project and idempotency_key = :key

-- name: Submission.find
-- takes: project, key
select s.request_hash, u.id
from submission s, unnest(s.run_ids) with ordinality as u (id, n)
where s.project_id = :project and s.idempotency_key = :key order by u.n for share of s
