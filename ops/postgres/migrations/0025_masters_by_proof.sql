-- A master key is held when the file has the same id and the same bytes; an id alone says nothing.

-- What was given up with lost keys, why and by whom. No id stands here: it would outlive its key.
create table kvitto.masters_given_up (
    given_up_at timestamptz not null default clock_timestamp(),
    actor text not null,
    why text not null,
    master_ids text[] not null,
    persons bigint not null
);

create function kvitto.lost_masters(ids text[], proofs bytea[])
returns table (master_id text, persons bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select k.master_id, count(*)
    from kvitto.person_keys k
    where not exists (
        select from unnest(ids, proofs) as m (id, proof)
        join kvitto.key_checks c on c.name = 'master-key:' || m.id and c.proof = m.proof
        where m.id = k.master_id)
    group by k.master_id
    order by k.master_id
$$;

drop function kvitto.keep_masters(text[], bytea[]);
create function kvitto.keep_masters(
    ids text[], proofs bytea[], expected bigint, actor text, why text)
returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
-- Let these be the database's master keys and no others, and give up the data keys that nobody
-- can open thereby: as many as expected, or nothing is done. Return how many that are.
declare
    lost bigint;
    lost_ids text[];
    wrong text[];
begin
    perform kvitto.lock_identities();
    select coalesce(sum(l.persons), 0), array_agg(l.master_id) into lost, lost_ids
    from kvitto.lost_masters(ids, proofs) l;
    if lost <> expected then
        return lost;
    end if;
    select array_agg(m.id) into wrong
    from unnest(ids, proofs) as m (id, proof)
    join kvitto.key_checks k on k.name = 'master-key:' || m.id and k.proof <> m.proof;
    -- An id means one key for ever: what others still hold under it would be wrapped by another.
    if ids[1] = any (wrong) then
        raise exception 'The id % is that of another master key.', ids[1]
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    if lost > 0 then
        delete from kvitto.person_keys k where k.master_id = any (lost_ids);
        insert into kvitto.masters_given_up (actor, why, master_ids, persons)
        values (actor, why, lost_ids, lost);
    end if;
    delete from kvitto.key_checks k where starts_with(k.name, 'master-key:');
    insert into kvitto.key_checks (name, proof)
    select 'master-key:' || m.id, m.proof from unnest(ids, proofs) as m (id, proof)
    where wrong is null or m.id <> all (wrong);
    return lost;
end
$$;

revoke all on function kvitto.lost_masters, kvitto.keep_masters from public;
grant select on kvitto.masters_given_up to kvitto_custodian;
grant execute on function kvitto.lost_masters, kvitto.keep_masters to kvitto_custodian;
