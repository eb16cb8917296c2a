-- Keys, console sessions and the audit.

-- name: AccessKey.add
-- takes: name, role, projects, hash, by, expires
insert into access_key (name, role, projects, secret_hash, created_by, expires_at)
values (:name, :role, cast(:projects as bigint[]), :hash, :by, cast(:expires as timestamptz))
returning id, name, role, array_to_string(projects, ','), created_at, created_by, last_used_at, expires_at

-- name: AccessKey.page
-- takes: before, limit
select id, name, role, array_to_string(projects, ','), created_at, created_by, last_used_at, expires_at
from access_key where id < :before order by id desc limit :limit

-- name: AccessKey.remove
-- takes: key
delete from access_key where id = :key returning name

-- name: AccessKey.find
-- takes: key
-- The last column is true when the use has to be noted.
select id, name, role, array_to_string(projects, ','), secret_hash,
       cast(extract(epoch from expires_at - clock_timestamp()) as float8),
       coalesce(last_used_at < clock_timestamp() - interval '1 minute', true)
from access_key where id = :key and (expires_at is null or expires_at > clock_timestamp())

-- name: AccessKey.use
-- takes: key
-- Waits for no other session that notes the same.
update access_key set last_used_at = clock_timestamp()
where id = (select id from access_key where id = :key for no key update skip locked)

-- name: Session.add
-- takes: hash, key, source, name, role, projects, seconds
-- A session of a key ends with its key.
insert into session (secret_hash, key_id, source, name, role, projects, expires_at)
values (:hash, cast(:key as bigint), :source, :name, :role, cast(:projects as bigint[]),
        least(clock_timestamp() + make_interval(secs => cast(:seconds as float8)),
              (select expires_at from access_key where id = cast(:key as bigint))))
returning expires_at

-- name: Session.find
-- takes: hash, idle
-- The last column is true when the use has to be noted: a tenth of the idle time has passed.
select source, name, role, array_to_string(projects, ','),
       cast(extract(epoch from least(expires_at, last_used_at + make_interval(secs => cast(:idle as float8))) - clock_timestamp()) as float8),
       last_used_at < clock_timestamp() - make_interval(secs => cast(:idle as float8)) / 10
from session
where secret_hash = :hash and expires_at > clock_timestamp()
  and last_used_at > clock_timestamp() - make_interval(secs => cast(:idle as float8))

-- name: Session.use
-- takes: hash
update session set last_used_at = clock_timestamp()
where secret_hash = (select secret_hash from session where secret_hash = :hash for no key update skip locked)

-- name: Session.remove
-- takes: hash
delete from session where secret_hash = :hash

-- name: Session.retire
-- takes: idle, limit
delete from session where secret_hash = any(array(
  select secret_hash from session
  where expires_at < clock_timestamp() or last_used_at < clock_timestamp() - make_interval(secs => cast(:idle as float8))
  limit :limit for update skip locked))

-- name: Audit.add
-- takes: actor, address, action, target, detail
insert into audit (actor, address, action, target, detail) values (:actor, :address, :action, :target, :detail)

-- name: Audit.retire
-- takes: days, limit
-- Along the primary key: the oldest entries come first.
delete from audit where id = any(array(
  select id from (select id, at from audit order by id limit :limit) oldest
  where at < clock_timestamp() - make_interval(days => :days)))
