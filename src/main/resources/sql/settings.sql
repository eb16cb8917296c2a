-- The settings that operators store.

-- name: Setting.all
select key, value from setting

-- name: Setting.put
-- takes: key, value
insert into setting as s (key, value) values (:key, :value)
on conflict (key) do update set value = excluded.value, changed_at = now() where s.value is distinct from excluded.value

-- name: Setting.delete
-- takes: key
delete from setting where key = :key
