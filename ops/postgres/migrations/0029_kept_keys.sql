-- Data keys that are there already are asked for without a lock: importers need not wait for it.
create function kvitto.kept_keys(persons uuid[], with_master text)
returns table (person uuid, master_id text, wrapped bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
begin
    -- Whoever opened the file of keys before a rotation ended would go on with the old one.
    if not exists (select from kvitto.key_checks c where c.name = 'master-key:' || with_master) then
        raise exception 'The master key % is no longer in use.', with_master
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    return query
        select k.person, k.master_id, k.wrapped
        from unnest(persons) as r (person)
        join kvitto.person_keys k on k.person = r.person;
end
$$;

revoke all on function kvitto.kept_keys from public;
grant execute on function kvitto.kept_keys to kvitto_writer, kvitto_custodian;
