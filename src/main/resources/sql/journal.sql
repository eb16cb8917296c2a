-- The writes of running attempts, one batch per transaction.

-- name: Run.lockForJournal
-- takes: runs, guard, nodes
-- The rows of a batch and what its decisions need: whether the lease of the holder is live, and the clock of the database.
with guard as materialized (
  select set_config('idle_in_transaction_session_timeout', g.millis, true),
         set_config('statement_timeout', g.millis, true)
  from guard_millis(:guard, cast(:nodes as uuid[])) as g (millis)
)
select r.id, r.attempt, cast(r.node as text), r.status, r.current_iteration, r.last_event, r.pause_requested,
       r.last_directive, r.failures, r.max_attempts, r.retry,
       exists (
         select 1 from node n where n.id = r.node and n.lost_at is null and n.lease_until > clock_timestamp()),
       coalesce(r.deadline_at <= clock_timestamp(), false), clock_timestamp(), r.pause_requested_by,
       r.agent, cast(extract(epoch from clock_timestamp() - r.started_at) as float8)
from run r
where r.id = any(cast(:runs as bigint[])) and exists (select 1 from guard)
order by r.id for update of r skip locked

-- name: Run.existing
-- takes: runs
-- Which of these runs exist, locked or not.
select id from run where id = any(cast(:runs as bigint[]))

-- name: Run.journal
-- takes: runs, attempts, nodes, statuses, iterations, events, directives, results, errors, failures, runAts
-- takes: awaited
-- By primary key: with "r.node =" the planner may read everything that the node holds to find the runs of one batch.
update run r
set status = w.status, current_iteration = greatest(r.current_iteration, w.iteration),
    last_event = r.last_event + w.events,
    directives_done = greatest(r.directives_done, w.directives_done), result = w.result,
    error = case when w.status = 'RUNNING' then r.error else w.error end,
    failures = r.failures + w.failures, given_back = 0,
    recoveries = case when w.iteration > r.current_iteration then 0 else r.recoveries end,
    pause_requested = r.pause_requested and w.status = 'RUNNING',
    run_at = coalesce(cast(w.run_at as timestamptz), r.run_at), waits_for = w.waits_for,
    finished_at = case when is_terminal(w.status) then clock_timestamp() end
from unnest(cast(:runs as bigint[]), cast(:attempts as integer[]), cast(:nodes as text[]), cast(:statuses as text[]),
            cast(:iterations as integer[]), cast(:events as integer[]), cast(:directives as integer[]), cast(:results as text[]),
            cast(:errors as text[]), cast(:failures as integer[]), cast(:runAts as text[]), cast(:awaited as bigint[]))
  as w (id, attempt, node, status, iteration, events, directives_done, result, error, failures, run_at, waits_for)
where r.id = w.id and r.attempt = w.attempt and r.node is not distinct from cast(w.node as uuid)
  and r.status = 'RUNNING'

-- name: Run.mayAddWaits
-- One transaction at a time adds waits for runs, so that none closes a circle that another cannot see. It is a statement of
-- its own, so that the snapshot of the next one is younger than the lock.
select pg_try_advisory_xact_lock(hashtext('Run.waits_for'))

-- name: Run.lockAwaited
-- takes: runs
-- Locks the runs that others will wait for, so that they cannot end meanwhile, and follows their waits. One row each:
-- whether the run exists, whether it has ended (null unless it was locked), the run for which it waits. Lateral with
-- offset 0, because the planner cannot count the rows of a join beforehand and may read the whole table.
with recursive locked as materialized (
  select id, is_terminal(status) as ended
  from run where id = any(cast(:runs as bigint[])) order by id for share skip locked
), chain (id) as (
  select unnest(cast(:runs as bigint[]))
  union
  select next.id from chain c, lateral (
    select waits_for as id from run where id = c.id and waits_for is not null offset 0) next
)
select c.id, r.id is not null, l.ended, r.waits_for
from chain c
left join lateral (select id, waits_for from run where id = c.id offset 0) r on true
left join locked l on l.id = c.id

-- name: Event.journal
-- takes: runs, ids, types, payloads, attempts, actors
insert into event (run_id, id, type, payload, attempt, actor)
select * from unnest(cast(:runs as bigint[]), cast(:ids as integer[]), cast(:types as text[]), cast(:payloads as text[]),
                     cast(:attempts as integer[]), cast(:actors as text[]))

-- name: Checkpoint.journal
-- takes: runs, iterations, checkpoints
insert into checkpoint (run_id, iteration, data)
select * from unnest(cast(:runs as bigint[]), cast(:iterations as integer[]), cast(:checkpoints as text[]))
on conflict (run_id) do update set iteration = excluded.iteration, data = excluded.data
