-- The reads of streams. Events of a run have no gap in their ids, so a range of ids bounds their number, and no limit
-- is needed.

-- name: Stream.head
-- takes: run
select id, project_id, last_event, status in ('COMPLETED', 'FAILED', 'STOPPED') from run where id = :run

-- name: Stream.heads
-- takes: runs
select id, project_id, last_event, status in ('COMPLETED', 'FAILED', 'STOPPED')
from run where id = any(cast(:runs as bigint[]))

-- name: Stream.newest
-- takes: runs, after, last, runBytes, bytes
-- The events of each run after one id up to another. Only whole runs: none of the events of a run that has more than
-- :runBytes, or with which all of them have more than :bytes.
select run_id, id, type, payload, attempt, actor, created_at
from (
  select e.*, sum(bytes) over (partition by e.run_id) as run_bytes, sum(bytes) over (order by e.run_id) as all_bytes
  from unnest(cast(:runs as bigint[]), cast(:after as integer[]), cast(:last as integer[])) as w (run_id, after, last)
    cross join lateral (
      select *, 200 + coalesce(octet_length(payload), 0) as bytes
      from event where run_id = w.run_id and id > w.after and id <= w.last) e) e
where run_bytes <= :runBytes and all_bytes <= :bytes
order by run_id, id

-- name: Stream.page
-- takes: run, after, events, bytes
-- At least one event.
select run_id, id, type, payload, attempt, actor, created_at
from (
  select *, sum(200 + coalesce(octet_length(payload), 0)) over (order by id) as all_bytes
  from event where run_id = :run and id > :after and id <= cast(:after as integer) + cast(:events as integer)) e
where all_bytes <= :bytes or id = cast(:after as integer) + 1
order by id
