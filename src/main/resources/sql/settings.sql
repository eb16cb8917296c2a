-- The settings that operators store.

-- name: Setting.all
select key, value from setting

-- name: Setting.changes
select key, changed_at, changed_by from setting

-- name: Setting.put
-- takes: key, value, actor
insert into setting as s (key, value, changed_by) values (:key, :value, :actor)
on conflict (key) do update set value = excluded.value, changed_at = now(), changed_by = excluded.changed_by
where s.value is distinct from excluded.value

-- name: Setting.delete
-- takes: key
delete from setting where key = :key
