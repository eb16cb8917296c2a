-- The reads of streams. Events of a run have no gap in their ids, so a range of ids bounds their number, and no limit
-- is needed.

-- name: Stream.head
-- takes: run
select id, project_id, last_event, is_terminal(status) from run where id = :run

-- name: Stream.heads
-- takes: runs
select id, project_id, last_event, is_terminal(status)
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

-- name: Feed.snapshot
select cast(pg_current_snapshot() as text)

-- name: Feed.news
-- takes: xmax, xip, limit
-- The first row has the next cursor, and whether the given one is too old or of another database. The others have the ids of runs
-- that changed since, null for more than 100 runs. At most :limit rows: a caller that gets as many knows no more than that. Two
-- branches, so that both use the index.
with news as (
  select runs from feed where xid >= cast(:xmax as xid8)
  union all
  select runs from feed where xid = any(cast(:xip as xid8[]))
  limit :limit
)
select cast(pg_current_snapshot() as text),
       cast(:xmax as xid8) > pg_snapshot_xmax(pg_current_snapshot())
         or coalesce(cast(:xmax as xid8) <= (select pg_snapshot_xmax(snapshot) from feed_mark order by at limit 1), false),
       cast(null as text)
union all
select null, null, array_to_string(runs, ',') from news
order by 1 nulls last

-- name: Feed.mark
insert into feed_mark (snapshot)
select pg_current_snapshot() where not exists (select from feed_mark where at > clock_timestamp() - interval '1 minute')

-- name: Feed.forgetMarks
delete from feed_mark
where at < (select max(at) from feed_mark where at < clock_timestamp() - interval '10 minutes')

-- name: Feed.forget
-- takes: limit
-- The rows that the oldest mark sees, once it is ten minutes old. Every later cursor has seen them.
delete from feed
where ctid = any(array(
  select f.ctid
  from (
    select snapshot from feed_mark where at < clock_timestamp() - interval '10 minutes' order by at limit 1) mark
    cross join feed f
  where f.xid < pg_snapshot_xmax(mark.snapshot) and pg_visible_in_snapshot(f.xid, mark.snapshot)
  order by f.xid limit :limit for update of f skip locked))
