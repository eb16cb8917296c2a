-- Actions on many runs: one row each, which the steps move on.

-- name: Operation.insert
-- takes: action, filter, runs, actor
insert into operation (action, filter, runs, actor, before)
select :action, :filter, cast(:runs as bigint[]), :actor,
       1 + coalesce((select max(id) from unnest(cast(:runs as bigint[])) as r (id)), (select max(id) from run), 0)
returning id, action, filter, actor, done, refused, refusals, created_at, finished_at

-- name: Operation.find
-- takes: id
select id, action, filter, actor, done, refused, refusals, created_at, finished_at from operation where id = :id

-- name: Operation.lockNext
select id, action, filter, actor, before from operation
where finished_at is null order by id limit 1 for update skip locked

-- name: Operation.nextNamed
-- takes: id, limit
select distinct r.id from operation o, unnest(o.runs) as r (id)
where o.id = :id and r.id < o.before order by r.id desc limit :limit

-- name: Operation.advance
-- takes: id, before, done, refused, refusals
-- The reasons of the first 20 refusals are kept.
update operation
set before = :before, done = done + :done, refused = refused + :refused,
    refusals = (
      select coalesce(json_agg(reason order by nth), '[]')
      from (
        select * from json_array_elements(cast(refusals as json)) with ordinality as kept (reason, nth)
        union all
        select reason, nth + 20 from json_array_elements(cast(:refusals as json)) with ordinality as more (reason, nth)
        order by nth limit 20) as first)
where id = :id

-- name: Operation.finish
-- takes: id
update operation set finished_at = clock_timestamp() where id = :id

-- name: Operation.forget
-- takes: limit
delete from operation
where id = any(array(
  select id from operation where finished_at < clock_timestamp() - interval '7 days' limit :limit for update skip locked))
