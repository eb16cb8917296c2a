-- Maintenance: runs of lost nodes, overdue attempts, and missed waits.

-- name: Recovery.isDue
-- takes: grace
-- Whether markLost, recover, wake, overdue or expire would find something. An idle node asks only this.
select exists (select 1 from node where lost_at is null and lease_until <= clock_timestamp())
  or exists (select 1 from missed_wake)
  or exists (
    select 1 from run r
    where r.status = 'RUNNING'
      and (not exists (select 1 from node n where n.id = r.node and n.lost_at is null)
        or least(r.attempt_started_at + make_interval(secs => r.timeout_seconds), r.deadline_at)
          < clock_timestamp() - make_interval(secs => :grace)))
  or exists (
    select 1 from run
    where status in ('QUEUED', 'PAUSED') and deadline_at is not null and deadline_at <= clock_timestamp())

-- name: Node.markLost
-- Marking decides between a renewal and a recovery: both change the row of the node, and one of them is first.
update node set lost_at = clock_timestamp()
where id in (
  select id from node where lost_at is null and lease_until <= clock_timestamp() limit 100 for update skip locked)
  and lost_at is null and lease_until <= clock_timestamp()
returning cast(id as text)

-- name: Node.forgetLost
-- takes: limit
delete from node
where id = any(array(
  select id from node n
  where lost_at < clock_timestamp() - interval '1 hour'
    and not exists (select 1 from run where node = n.id and status = 'RUNNING')
  limit :limit for update skip locked))

-- name: Run.lockOrphans
-- takes: limit
-- Runs of nodes that are marked lost or whose row is gone, as this statement sees them. A run may have moved to a node that
-- entered after the snapshot. So Run.recover, the next statement of the transaction, asks again about the locked rows
-- with a snapshot that is younger than the locks.
select r.id from run r
where r.status = 'RUNNING' and not exists (select 1 from node n where n.id = r.node and n.lost_at is null)
order by r.id limit :limit for update of r skip locked

-- name: Run.recover
-- takes: runs, allowed
-- With more than :allowed recoveries a run has lost too many nodes and fails. A run that was asked to pause pauses.
with recovered as (
  update run r
  set status = case when r.recoveries >= :allowed then 'FAILED' when r.pause_requested then 'PAUSED' else 'QUEUED' end,
      recoveries = r.recoveries + 1, pause_requested = false, requeued_at = clock_timestamp(),
      last_event = r.last_event + case when r.recoveries >= :allowed or r.pause_requested then 2 else 1 end,
      finished_at = case when r.recoveries >= :allowed then clock_timestamp() end,
      error = case when r.recoveries >= :allowed then cast(json_build_object(
        'kind', 'Quarantined',
        'message', 'The run lost ' || (r.recoveries + 1) || ' nodes; worker.max.recoveries allows ' || :allowed || '.',
        'attempt', r.attempt, 'node', r.node) as text) else r.error end
  where r.id = any(cast(:runs as bigint[])) and r.status = 'RUNNING'
    and not exists (select 1 from node n where n.id = r.node and n.lost_at is null)
  returning r.id, r.attempt, r.status, r.last_event, r.node, r.current_iteration, r.error, r.agent,
            r.finished_at - r.started_at as took, r.pause_requested_by
), told as (
  insert into event (run_id, id, type, payload, attempt, actor)
  select r.id, r.last_event - case when r.status = 'QUEUED' then 0 else 1 end, 'RUN_RECOVERED',
         cast(json_build_object(
           'node', r.node, 'lease_until',
           to_char(n.lease_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'iteration', r.current_iteration) as text), r.attempt, null
  from recovered r left join node n on n.id = r.node
  union all
  select id, last_event, case status when 'FAILED' then 'RUN_FAILED' else 'RUN_PAUSED' end,
         case status when 'FAILED' then error end, attempt,
         case status when 'PAUSED' then pause_requested_by end
  from recovered where status <> 'QUEUED'
)
select r.id, r.attempt, cast(r.node as text), r.agent, r.status = 'FAILED',
       cast(extract(epoch from clock_timestamp() - n.lease_until) as float8),
       cast(extract(epoch from r.took) as float8)
from recovered r left join node n on n.id = r.node
order by r.id

-- name: Run.wake
-- takes: limit
-- Wakes at most :limit runs that the end of another run did not wake, because their rows were locked or there were too
-- many. Some of them may be awake already.
with missed as (
  delete from missed_wake
  where ctid = any(array(select ctid from missed_wake limit :limit for update skip locked))
  returning run_id, attempt
)
select wake_runs(array_agg(run_id order by run_id), array_agg(attempt order by run_id)) from missed

-- name: Run.overdue
-- takes: limit, grace
-- Attempts that are over their time although their node had :grace seconds to act. Locked rows are skipped: their time-out
-- could not be written, and they would hide others.
select id, attempt, cast(node as text), current_iteration, directives_done, agent
from run
where status = 'RUNNING'
  and least(attempt_started_at + make_interval(secs => timeout_seconds), deadline_at)
      < clock_timestamp() - make_interval(secs => :grace)
limit :limit for update skip locked

-- name: Run.expire
-- takes: limit
-- Runs whose deadline passed while they were queued or paused.
with overdue as materialized (
  select id from run
  where status in ('QUEUED', 'PAUSED') and deadline_at is not null and deadline_at <= clock_timestamp()
  order by id limit :limit for update skip locked
), expired as (
  update run r
  set status = 'FAILED', finished_at = clock_timestamp(), last_event = r.last_event + 2, waits_for = null,
      error = cast(json_build_object('kind', 'DeadlineExceeded', 'message',
        'The deadline of the run passed before it could go on.', 'attempt', r.attempt, 'node', r.node) as text)
  where r.id = any(array(select id from overdue)) and r.status in ('QUEUED', 'PAUSED')
  returning r.id, r.attempt, r.last_event, r.error, r.agent, r.finished_at - r.started_at as took
), told as (
  insert into event (run_id, id, type, payload, attempt)
  select id, last_event - 1, 'RUN_TIMED_OUT', error, attempt from expired
  union all
  select id, last_event, 'RUN_FAILED', error, attempt from expired
)
select id, attempt, agent, cast(extract(epoch from took) as float8) from expired order by id
