-- Names to random ids, found through a keyed blind index; and the check of its key.

create table kvitto.identities (
    kind text collate "C" not null,
    token bytea not null check (octet_length(token) = 32),
    id uuid not null,
    -- The agency's case number, and nothing else, stands in the clear.
    reference text check (reference is null or kind = 'case'),
    primary key (kind, token)
);

create table kvitto.key_checks (
    name text primary key,
    proof bytea not null
);

-- Everybody who makes names holds this lock, so that two importers that meet
-- the same names in different orders wait instead of blocking each other.
create function kvitto.lock_identities() returns void
language sql volatile set search_path = pg_catalog, pg_temp as $$
    select pg_advisory_xact_lock(hashtextextended('kvitto.identities', 0))
$$;

create function kvitto.resolve(
    kinds text[], tokens bytea[], fresh uuid[], case_numbers text[])
returns table (ordinal bigint, id uuid)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
-- Return the id of each name; a new name gets its fresh one.
begin
    perform kvitto.lock_identities();
    insert into kvitto.identities (kind, token, id, reference)
    select r.kind, r.token, r.fresh, r.reference
    from unnest(kinds, tokens, fresh, case_numbers) as r (kind, token, fresh, reference)
    on conflict do nothing;
    return query
        select r.ordinal, i.id
        from unnest(kinds, tokens) with ordinality as r (kind, token, ordinal)
        join kvitto.identities i on i.kind = r.kind and i.token = r.token;
end
$$;

create function kvitto.find_names(kinds text[], tokens bytea[])
returns table (ordinal bigint, id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
begin
    return query
        select r.ordinal, i.id
        from unnest(kinds, tokens) with ordinality as r (kind, token, ordinal)
        join kvitto.identities i on i.kind = r.kind and i.token = r.token;
end
$$;

create function kvitto.resolve_same(
    kinds text[], tokens bytea[], other_kinds text[], other_tokens bytea[], fresh uuid[])
returns table (id uuid, other_id uuid)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
-- Bind pairs of names, one after the other: a pair may name what one before it bound.
declare
    met uuid;
    other uuid;
begin
    perform kvitto.lock_identities();
    for n in 1 .. cardinality(kinds) loop
        select i.id into met from kvitto.identities i
        where i.kind = kinds[n] and i.token = tokens[n];
        select i.id into other from kvitto.identities i
        where i.kind = other_kinds[n] and i.token = other_tokens[n];
        if met is null then
            met := coalesce(other, fresh[n]);
            insert into kvitto.identities (kind, token, id) values (kinds[n], tokens[n], met);
        end if;
        if other is null then
            other := met;
            -- The two names may be one and the same.
            insert into kvitto.identities (kind, token, id)
            values (other_kinds[n], other_tokens[n], other) on conflict do nothing;
        end if;
        return query select met, nullif(other, met);
    end loop;
end
$$;

create function kvitto.is_key_right(key_name text, key_proof bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
-- The first key that a database meets is its key.
begin
    insert into kvitto.key_checks (name, proof) values (key_name, key_proof)
    on conflict do nothing;
    return (select k.proof = key_proof from kvitto.key_checks k where k.name = key_name);
end
$$;

revoke all on function kvitto.lock_identities, kvitto.resolve, kvitto.find_names,
    kvitto.resolve_same, kvitto.is_key_right from public;
grant execute on function kvitto.resolve, kvitto.find_names, kvitto.resolve_same,
    kvitto.is_key_right to kvitto_application;
grant select (kind, id, reference) on kvitto.identities to kvitto_application;
