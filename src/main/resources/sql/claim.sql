-- Runs are claimed and given back.

-- name: Run.claim
-- takes: limit, node, payload, guard, agents, maxRecoveries, bytes, aging, candidates, place
-- One statement in six steps:
-- 1. me is the node, if it may start runs (starters), with the most recoveries of a run that it holds. The function
--    also makes the database end this transaction if the process stalls before the commit (see the protocol of the
--    package).
-- 2. queue hops from priority to priority of each agent in :agents, with one probe of run_claim each, and reads the due
--    times of at most :candidates runs there. So runs of other agents and later runs cost nothing. With :place, where
--    an earlier claim left off, it asks only for the agents of that claim and continues there. Until a vacuum, the
--    index still contains everything that was claimed before that place.
-- 3. share decides how many runs of each agent and priority come first. :aging is queue.aging.seconds: a run gains one
--    priority for each such period, so the order is by priority * :aging - due, which is the same at any time.
-- 4. locked locks that many per agent and priority and skips rows that others hold. skipped is true if it found fewer.
--    The caller then asks again with a larger :candidates.
-- 5. due drops what exceeds :bytes, and all suspects but one. A suspect is a run that lost :maxRecoveries nodes in a
--    row. It is claimed without other runs that lost nodes, so that the next loss is its own fault.
-- 6. claimed and started change the runs and write their events.
-- Materialized, because the planner may otherwise run the locking part again and claim more than the limit. By
-- any(array(…)), because the planner cannot count the rows of a join beforehand and may read the whole table.
with recursive me as materialized (
  select coalesce((
    select max(recoveries) from run where node = cast(:node as uuid) and status = 'RUNNING' and recoveries > 0), 0) as held
  from starters(:guard, array[cast(:node as uuid)])
), queue (agent, priority, known, after, after_id, due, found) as (
  select a.agent, 2147483647, place.priority, place.after, place.id, cast('{}' as timestamptz[]), 0
  from me, unnest(cast(:agents as text[])) as a (agent),
    jsonb_to_record(cast(:place as jsonb) -> a.agent) as place (priority integer, after timestamptz, id bigint)
  where cast(:place as text) is null or place.id is not null
  union all
  select q.agent, next.priority, null, next.after, next.id, next.due, q.found + cardinality(next.due)
  from queue q cross join lateral (
    select head.priority, head.after, head.id, array(
      select run_at from run
      where status = 'QUEUED' and agent = q.agent and priority = head.priority and run_at <= now()
        and (run_at, run.id) > (head.after, head.id)
        and (recoveries = 0 or (select held from me) = 0 or (select held from me) < :maxRecoveries and recoveries < :maxRecoveries)
      order by run_at, run.id limit :candidates) as due
    from (
      select q.known as priority, q.after, q.after_id as id where q.known is not null
      union all
      select probe.priority, cast('-infinity' as timestamptz), cast(0 as bigint)
      from (
        select priority from run
        where q.known is null and status = 'QUEUED' and agent = q.agent and priority < q.priority
        order by priority desc limit 1) probe) head
    offset 0) next
  where q.found < :candidates or :aging > 0
), several as materialized (
  select :aging > 0 or min(agent) <> max(agent) as merge from queue where cardinality(due) > 0
), share as materialized (
  select agent, priority, after, after_id, least(cardinality(due), :candidates - found + cardinality(due), :limit) as n from queue
  where cardinality(due) > 0 and not (select merge from several)
  union all
  select agent, priority, after, after_id, least(cast(count(*) as integer), :limit)
  from (
    select agent, priority, after, after_id from queue, unnest(due) as d (due)
    where (select merge from several)
    order by case when :aging > 0 then 0 else priority end desc, priority * :aging - date_part('epoch', d.due) desc
    limit :candidates) as best
  group by agent, priority, after, after_id
), locked as materialized (
  select l.* from share s cross join lateral (
    select id, priority, run_at, recoveries,
           octet_length(goal) + octet_length(options) + case when attempt > 0 then coalesce((
             select octet_length(data) from checkpoint where run_id = run.id), 0) else 0 end as bytes
    from run
    where status = 'QUEUED' and agent = s.agent and priority = s.priority and run_at <= now()
      and (run_at, id) > (s.after, s.after_id)
      and (recoveries = 0 or (select held from me) = 0 or (select held from me) < :maxRecoveries and recoveries < :maxRecoveries)
    order by run_at, id limit s.n
    for update skip locked) l
), bounds as materialized (
  select coalesce(sum(bytes) > :bytes or max(recoveries) >= greatest(:maxRecoveries, 1) or count(*) > :limit, false) as apply from locked
), ranked as (
  select id, recoveries, bytes, row_number() over (
    order by case when :aging > 0 then 0 else priority end desc, priority * :aging - date_part('epoch', run_at) desc, id) as place
  from locked where (select apply from bounds)
), due as materialized (
  select id from locked where not (select apply from bounds)
  union all
  select id
  from (
    select id, place, recoveries, sum(bytes) over (order by place) - bytes as before,
           min(place) filter (where recoveries > 0) over () as suspect,
           min(place) filter (where recoveries >= greatest(:maxRecoveries, 1)) over () as lasts
    from ranked) r
  where place <= :limit and before < :bytes
    and (recoveries = 0 or place = suspect or recoveries < :maxRecoveries and (lasts is null or suspect < lasts))
), claimed as (
  update run r
  set (status, attempt, node, last_event, started_at, attempt_started_at) = (
    select * from run_start(r.attempt, r.last_event, r.started_at, cast(:node as uuid), statement_timestamp()))
  where r.id = any(array(select id from due))
  returning r.id, r.attempt, r.project_id, r.agent, r.goal, r.options, r.current_iteration, r.last_event,
            r.last_directive, r.directives_done, r.priority, r.run_at, r.timeout_seconds, r.deadline_at,
            r.attempt_started_at
), started as (
  insert into event (run_id, id, type, payload, attempt)
  -- The attempts that follow the first also say how many iterations came before them.
  select id, last_event, 'RUN_STARTED',
         case when attempt = 1 then :payload
              else left(:payload, -1) || ',"iteration":' || current_iteration || '}' end, attempt
  from claimed
), rest as materialized (
  select (select count(*) from locked) > (select count(*) from due)
      or coalesce((select held from me) > 0, false) and exists (
        select from run where status = 'QUEUED' and recoveries > 0 and run_at <= now()) as waits,
    (select coalesce(sum(n), 0) from share) > (select count(*) from locked) as skipped,
    case when (select count(*) from due) < :limit then (
      select min(next.run_at) from queue q cross join lateral (
        select run_at from run
        where status = 'QUEUED' and agent = q.agent and priority = q.priority and run_at > now()
        order by run_at, id limit 1) next) end as next,
    (select cast(jsonb_object_agg(agent, jsonb_build_object('priority', priority, 'after', run_at, 'id', id)) as text)
     from (
       select distinct on (agent) agent, priority, run_at, id from claimed
       order by agent, priority, run_at desc, id desc) as furthest) as place
)
select c.id, c.attempt, c.project_id, p.local_path, c.agent, c.goal, c.options, c.current_iteration, k.data,
       c.last_directive, c.directives_done,
       c.timeout_seconds, cast(extract(epoch from c.deadline_at - clock_timestamp()) as float8),
       cast(greatest(extract(epoch from c.attempt_started_at - c.run_at), 0) as float8),
       rest.waits, rest.skipped, date_part('epoch', rest.next - clock_timestamp()), rest.place
from rest
left join (claimed c join project p on p.id = c.project_id left join checkpoint k on k.run_id = c.id) on true
order by c.priority desc, c.run_at, c.id

-- name: Run.release
-- takes: node, payload, limit
-- A run that was asked to pause becomes PAUSED: released first, then paused, so that its log replays to its status.
with held as materialized (
  select id from run where node = cast(:node as uuid) and status = 'RUNNING'
  order by id limit :limit for update skip locked
), released as (
  update run r
  set status = case when r.pause_requested then 'PAUSED' else 'QUEUED' end,
      last_event = r.last_event + case when r.pause_requested then 2 else 1 end, pause_requested = false,
      requeued_at = clock_timestamp()
  where r.id = any(array(select id from held))
  returning r.id, r.attempt, r.status, r.last_event, r.pause_requested_by
), told as (
  insert into event (run_id, id, type, payload, attempt, actor)
  select id, last_event - case when status = 'PAUSED' then 1 else 0 end, 'RUN_RELEASED', :payload, attempt, null from released
  union all
  select id, last_event, 'RUN_PAUSED', null, attempt, pause_requested_by from released where status = 'PAUSED'
)
select id, attempt from released order by id

-- name: Run.giveBack
-- takes: node, payload, runs, attempts, counts, allowed, wait, reason
-- Like Run.release, but only for these attempts; another attempt of the same run stays. The runs are due again after :wait
-- seconds. With :counts the wait doubles each time in a row, and after :allowed times the run fails with :reason.
with held as materialized (
  select id, cast(:counts as boolean) as counts, cast(:counts as boolean) and given_back >= :allowed as last
  from run
  where node = cast(:node as uuid) and status = 'RUNNING'
    and (id, attempt) in (select * from unnest(cast(:runs as bigint[]), cast(:attempts as integer[])))
  order by id for update skip locked
), released as (
  update run r
  set status = case when h.last then 'FAILED' when r.pause_requested then 'PAUSED' else 'QUEUED' end,
      given_back = r.given_back + cast(h.counts as integer), requeued_at = clock_timestamp(),
      run_at = case when :wait > 0
        then greatest(r.run_at, clock_timestamp() + make_interval(
          secs => :wait * case when h.counts then power(2, least(r.given_back, 6)) else 1 end))
        else r.run_at end,
      last_event = r.last_event + case when h.last or r.pause_requested then 2 else 1 end, pause_requested = false,
      finished_at = case when h.last then clock_timestamp() end,
      error = case when h.last then cast(json_build_object(
        'kind', 'Quarantined',
        'message', 'The run was claimed ' || (r.given_back + 1) || ' times in a row and given back each time before its'
          || ' agent left anything; worker.max.recoveries allows ' || :allowed || '. The last reason: ' || :reason || '.',
        'attempt', r.attempt, 'node', r.node) as text) else r.error end
  from held h
  where r.id = any(array(select id from held)) and r.id = h.id
  returning r.id, r.attempt, r.status, r.last_event, r.given_back, h.counts, r.agent, r.error,
            r.pause_requested_by,
            r.finished_at - r.started_at as took
), told as (
  insert into event (run_id, id, type, payload, attempt, actor)
  select id, last_event - case when status = 'QUEUED' then 0 else 1 end, 'RUN_RELEASED',
         case when counts
           then cast(cast(:payload as jsonb) || jsonb_build_object('given_back', given_back, 'allowed', :allowed) as text)
           else cast(:payload as text) end,
         attempt, null
  from released
  union all
  select id, last_event, case status when 'FAILED' then 'RUN_FAILED' else 'RUN_PAUSED' end,
         case status when 'FAILED' then error end, attempt,
         case status when 'PAUSED' then pause_requested_by end
  from released where status <> 'QUEUED'
)
select id, attempt, agent, status = 'FAILED', cast(extract(epoch from took) as float8) from released order by id

-- name: Run.heldByNode
-- takes: node
select id, attempt, last_directive from run where node = cast(:node as uuid) and status = 'RUNNING'
