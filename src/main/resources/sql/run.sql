-- Runs as clients see them: search, retention, counts.

-- name: Run.now
select clock_timestamp()

-- name: Run.project
-- takes: run
select project_id from run where id = :run

-- name: Run.bytes
-- takes: run
-- Only lengths: PostgreSQL knows them without reading long values.
select 1000 + octet_length(goal) + octet_length(options) + pg_column_size(metadata)
  + coalesce(octet_length(result), 0) + coalesce(octet_length(error), 0)
from run where id = :run

-- name: Run.beginSearch
-- takes: millis, byValues
-- Ends a search after :millis milliseconds. With :byValues it is planned for its values.
select set_config('statement_timeout', cast(cast(:millis as integer) as text), true),
       set_config('plan_cache_mode',
                  case when :byValues then 'force_custom_plan' else current_setting('plan_cache_mode') end, true)

-- name: Run.attempts
-- takes: run, ends, before, limit
-- An attempt begins with RUN_STARTED, which has the iterations of all attempts before it, and ends with the first of the
-- events that end one: a run that was given back and then stopped was given back.
with log as materialized (
  select id, type, attempt, payload, created_at from event
  where run_id = :run and attempt > 0 and (type = 'RUN_STARTED' or type = any(cast(:ends as text[])))
), started as (
  select attempt, created_at, cast(payload as json) ->> 'node' as node,
         coalesce(cast(cast(payload as json) ->> 'iteration' as integer), 0) as iteration
  from log where type = 'RUN_STARTED'
), ended as (
  select distinct on (attempt) attempt, created_at, type, payload from log where type <> 'RUN_STARTED' order by attempt, id
), numbered as (
  select s.*, coalesce(lead(iteration) over (order by attempt), (select current_iteration from run where id = :run))
    - iteration as iterations
  from started s
)
select n.attempt, n.node, n.created_at, n.iterations, e.created_at, e.type, e.payload
from numbered n left join ended e using (attempt)
where n.attempt < :before order by n.attempt desc limit :limit

-- name: Agent.live
-- The agents of all live nodes, as the node that started last describes them.
select a.name, (array_agg(a.description order by n.started_at desc, n.id))[1],
       cast((array_agg(a.options_schema order by n.started_at desc, n.id))[1] as text),
       string_agg(cast(n.id as text), ',' order by n.started_at, n.id)
from node n
  cross join lateral json_to_recordset(n.agents) as a (name text, description text, options_schema json)
where n.lost_at is null and n.lease_until > clock_timestamp()
group by a.name order by a.name

-- name: Retention.page
-- takes: after, limit, days
-- Returns whether this session may work, the last of the next runs by id, their number, and whether one is old.
select pg_try_advisory_xact_lock(hashtext('retention')), coalesce(max(id), :after), count(*),
  coalesce(bool_or(created_at < clock_timestamp() - make_interval(days => :days)), false)
from (select id, created_at from run where id > :after order by id limit :limit) page

-- name: Retention.lock
-- takes: after, last, days
-- The conditions on status and time are on the locked row, so they are checked again if the row changed meanwhile.
select id from run
where id > :after and id <= :last and is_terminal(status)
  and finished_at < clock_timestamp() - make_interval(days => :days)
order by id for update skip locked

-- name: Retention.submissions
-- takes: runs
delete from submission where run_ids[1] = any(cast(:runs as bigint[]))

-- name: Retention.runs
-- takes: runs
delete from run where id = any(cast(:runs as bigint[]))

-- name: Run.counts
-- takes: projects
-- The folded sums plus the changes that are not folded yet, and the queued runs that come due after this second. It
-- counts the runs of these projects, or all if :projects is null. For each project it reads few rows of run_due: up to
-- 511 each of seconds, of 512 and of 512^2 seconds, and one for each 512^3 seconds, which are four years.
with project as materialized (
  select distinct unnest(coalesce(cast(:projects as bigint[]), '{0}')) as id
), clock as materialized (
  select cast(floor(date_part('epoch', clock_timestamp())) as bigint) as second
), change as materialized (
  select status, n, due from run_count_change
  where cast(:projects as bigint[]) is null or project_id = any(cast(:projects as bigint[]))
), counted as (
  select status, sum(n) as n
  from (
    select c.status, c.n
    from project cross join lateral (select status, n from run_count where project_id = project.id offset 0) c
    union all
    select status, n from change) c
  group by status
), later as (
  select d.n
  from project, clock, (values (0), (9), (18), (27)) as level (shift) cross join lateral (
    select n from run_due
    where project_id = project.id and shift = level.shift and bucket > second >> level.shift
      and bucket <= case when level.shift < 27 then second >> level.shift | 511 else 9223372036854775807 end
    offset 0) d
  union all
  select n from change, clock where due > second
)
select
  coalesce((select n from counted where status = 'QUEUED'), 0),
  (select coalesce(sum(n), 0) from later),
  coalesce((select n from counted where status = 'RUNNING'), 0),
  coalesce((select n from counted where status = 'PAUSED'), 0),
  coalesce((select n from counted where status = 'COMPLETED'), 0),
  coalesce((select n from counted where status = 'FAILED'), 0),
  coalesce((select n from counted where status = 'STOPPED'), 0),
  clock_timestamp()

-- name: Run.waiting
-- takes: most
-- How long the oldest due run of each agent and priority has waited, and, if no live node has the agent, how many there are
-- up to :most. It hops along run_claim with a few probes each, however deep the queue is. A run that came back from a node
-- keeps its place and waits since then, so where such a run is first, the first thousand are compared.
with recursive head (agent, priority) as (
  select cast('' as text), -2147483648
  union all
  select next.agent, next.priority
  from head cross join lateral (
    (select agent, priority from run
     where status = 'QUEUED' and agent = head.agent and priority < head.priority
     order by agent, priority desc limit 1)
    union all
    (select agent, priority from run where status = 'QUEUED' and agent > head.agent
     order by agent, priority desc limit 1)
    limit 1) next
), live as materialized (
  select distinct a.name
  from node n cross join lateral json_to_recordset(n.agents) as a (name text)
  where n.lost_at is null and n.lease_until > clock_timestamp()
)
select head.agent, head.priority,
       date_part('epoch', clock_timestamp() - case when oldest.requeued_at is null then oldest.run_at else (
         select min(greatest(run_at, requeued_at))
         from (
           select run_at, requeued_at from run
           where status = 'QUEUED' and agent = head.agent and priority = head.priority and run_at <= now()
           order by run_at, id limit 1000) first) end),
       case when exists (select from live where name = head.agent) then 0 else (
         select count(*)
         from (
           select from run
           where status = 'QUEUED' and agent = head.agent and priority = head.priority and run_at <= now()
           limit :most) due) end
from head cross join lateral (
  select run_at, requeued_at from run
  where status = 'QUEUED' and agent = head.agent and priority = head.priority and run_at <= now()
  order by run_at, id limit 1) oldest

-- name: Run.waitingIn
-- takes: projects, most
-- How long the oldest due run of these projects has waited, and how many of their due runs have an agent that no live node
-- has, up to :most for each project and agent. It makes a few probes for each project and agent, however deep the queue is.
-- A run that came back from a node is treated as in Run.waiting.
with recursive head (project, agent) as (
  select distinct unnest(cast(:projects as bigint[])), cast('' as text)
  union all
  select head.project, next.agent
  from head cross join lateral (
    select agent from run where status = 'QUEUED' and project_id = head.project and agent > head.agent
    order by agent limit 1) next
), live as materialized (
  select distinct a.name
  from node n cross join lateral json_to_recordset(n.agents) as a (name text)
  where n.lost_at is null and n.lease_until > clock_timestamp()
)
select coalesce(max(date_part('epoch', clock_timestamp() - case when oldest.requeued_at is null then oldest.run_at else (
         select min(greatest(run_at, requeued_at))
         from (
           select run_at, requeued_at from run
           where status = 'QUEUED' and project_id = head.project and agent = head.agent and run_at <= now()
           order by run_at, id limit 1000) first) end)), 0),
       coalesce(sum(case when exists (select from live where name = head.agent) then 0 else (
         select count(*)
         from (
           select from run
           where status = 'QUEUED' and project_id = head.project and agent = head.agent and run_at <= now()
           limit :most) due) end), 0)
from head cross join lateral (
  select run_at, requeued_at from run
  where status = 'QUEUED' and project_id = head.project and agent = head.agent and run_at <= now()
  order by run_at, id limit 1) oldest

-- name: Run.foldCounts
-- takes: limit
-- Folds at most :limit changes and returns how many. Runs that came due in this second or earlier no longer count as
-- scheduled. Their rows are deleted an hour later, to allow for clocks that are set back.
with clock as materialized (
  select cast(floor(date_part('epoch', clock_timestamp())) as bigint) as second
), folded as (
  delete from run_count_change
  where ctid = any(array(select ctid from run_count_change limit :limit for update skip locked))
  returning project_id, status, n, due
), counted as (
  select p.id as project_id, status, n, due from folded cross join lateral (values (0), (project_id)) as p (id)
), sums as (
  insert into run_count as c (project_id, status, n)
  select project_id, status, sum(n) from counted group by 1, 2 order by 1, 2
  on conflict (project_id, status) do update set n = c.n + excluded.n
), dues as (
  insert into run_due as d (project_id, shift, bucket, n)
  select project_id, shift, due >> shift, sum(n)
  from counted, clock, (values (0), (9), (18), (27)) as level (shift)
  where due > second group by 1, 2, 3 having sum(n) <> 0 order by 1, 2, 3
  on conflict (project_id, shift, bucket) do update set n = d.n + excluded.n
), past as (
  delete from run_due
  where ctid = any(array(
    select d.ctid
    from clock, (values (0), (9), (18), (27)) as level (shift) cross join lateral (
      select ctid from run_due
      where shift = level.shift and bucket < (second - 3600) >> level.shift
      order by bucket limit 5000 for update skip locked) d))
)
select count(*) from folded

-- name: Metric.sample
-- takes: queued, scheduled, running, paused, completed, failed, stopped, oldest
-- Every node tries, and the first one in each ten seconds stores the sample. It keeps the first sample of each minute that is more
-- than an hour ago, and none that is more than a day ago.
with thinned as (
  delete from metric_sample s
  where at < clock_timestamp() - interval '24 hours'
     or at < clock_timestamp() - interval '1 hour' and exists (
       select from metric_sample e
       where e.at >= date_trunc('minute', s.at) and e.at < s.at)
)
insert into metric_sample
select date_bin('10 seconds', clock_timestamp(), timestamptz '2000-01-01 00:00:00Z'), :queued, :scheduled, :running, :paused,
       :completed, :failed, :stopped, :oldest, count(*), coalesce(sum(in_flight), 0), coalesce(sum(concurrency), 0)
from node where lost_at is null and lease_until > clock_timestamp()
on conflict (at) do nothing

-- name: Metric.since
-- takes: seconds
-- Runs that were retried or removed meanwhile make the number of ended ones smaller.
select at, cast(extract(epoch from at - before) as integer), queued, scheduled, running, paused,
       greatest(0, completed - completed_before), greatest(0, failed - failed_before), greatest(0, stopped - stopped_before),
       oldest_queued_seconds, nodes, in_flight, concurrency
from (
  select *, lag(at) over w as before, lag(completed) over w as completed_before, lag(failed) over w as failed_before,
         lag(stopped) over w as stopped_before
  from metric_sample window w as (order by at)) sample
where at > clock_timestamp() - make_interval(secs => :seconds) and before is not null order by at
