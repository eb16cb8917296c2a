-- Nodes as members: join, renew, drain, leave.

-- name: Node.join
-- takes: id, name, url, version, lease, concurrency, before, drains, guard, agents
-- The node that this process was before is lost from now on, and its lease is over. A request to drain is read under the
-- lock of that row: one that is committed stays in force, and a later one finds the node lost. The last column is true if
-- nobody had marked the node lost before. The guard is the same as for a renewal.
with guard as materialized (
  select set_config('idle_in_transaction_session_timeout', guard_millis(:guard, array[cast(:before as uuid)]), true)
), before as (
  update node
  set lost_at = coalesce(lost_at, clock_timestamp()), lease_until = least(lease_until, clock_timestamp())
  where id = cast(:before as uuid) and exists (select 1 from guard)
  returning drain_requested
)
insert into node (id, name, url, version, lease_until, concurrency, agents, drain_requested)
values (cast(:id as uuid), :name, :url, :version, clock_timestamp() + make_interval(secs => :lease), :concurrency, cast(:agents as json),
        coalesce((select drain_requested from before), :drains))
returning drain_requested, drain_changes,
          coalesce((select lost_at is null from node where id = cast(:before as uuid)), false)

-- name: Node.renew
-- takes: id, lease, inFlight, concurrency, shuttingDown, guard
-- The guard ends this transaction if the process stalls before the commit: other sessions skip a locked node.
with guard as materialized (
  select set_config('idle_in_transaction_session_timeout', guard_millis(:guard, array[cast(:id as uuid)]), true)
)
update node
set lease_until = clock_timestamp() + make_interval(secs => :lease), in_flight = :inFlight, concurrency = :concurrency, shutting_down = :shuttingDown,
    renewed_at = clock_timestamp()
where id = cast(:id as uuid) and lost_at is null and lease_until > clock_timestamp() and exists (select 1 from guard)
returning drain_requested, drain_changes

-- name: Node.requestDrain
-- takes: id, wanted, guard
-- With the guard of a renewal, because it holds the row that a renewal needs.
with guard as materialized (
  select set_config('idle_in_transaction_session_timeout', guard_millis(:guard, array[cast(:id as uuid)]), true)
)
update node
set drain_requested = :wanted, drain_changes = drain_changes + case when drain_requested = :wanted then 0 else 1 end
where id = cast(:id as uuid) and lost_at is null and lease_until > clock_timestamp() and exists (select 1 from guard)
returning drain_requested, drain_changes

-- name: Node.drainRequest
-- takes: id
select drain_requested, drain_changes from node where id = cast(:id as uuid)

-- name: Node.live
-- Counts the runs of a draining node. Operators wait until it holds none, and its last heartbeat may be older than its
-- runs.
select cast(id as text), name, url, started_at, lease_until,
       case when shutting_down or drain_requested
         then (select count(*) from run where run.node = n.id and status = 'RUNNING') else in_flight end,
       concurrency, shutting_down or drain_requested, version
from node n where lost_at is null and lease_until > clock_timestamp() order by started_at, id

-- name: Node.leave
-- takes: id
delete from node where id = cast(:id as uuid)
