-- The log of runs and its partitions.

-- name: Event.append
-- takes: run, id, type, payload, attempt, actor
insert into event (run_id, id, type, payload, attempt, actor)
values (:run, :id, :type, :payload, :attempt, :actor)
returning created_at

-- name: Event.countDirectivesAfter
-- takes: run, after
select count(*) from event where run_id = :run and id > :after and type = 'DIRECTIVE'

-- name: Event.directivesAfter
-- takes: run, after, limit
select id, payload, attempt, actor, created_at from event
where run_id = :run and id > :after and type = 'DIRECTIVE' order by id limit :limit

-- name: Event.ensurePartition
-- takes: run
select ensure_event_partition(:run)

-- name: Event.newestRun
select greatest((select last_value from run_id_seq), (select max(id) from run))

-- name: Event.dropEmptyPartition
-- takes: below
select drop_empty_event_partition(:below)

-- name: Event.retire
-- takes: runs
delete from event where run_id = any(cast(:runs as bigint[]))

-- name: Event.analyze
analyze event
