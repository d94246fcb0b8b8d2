-- The vault: what names a person, encrypted outside the database, apart from the log.

-- One random data key per person, wrapped under a master key that never comes here.
create table kvitto.person_keys (
    person uuid primary key,
    master_id text collate "C" not null,
    wrapped bytea not null,
    made_at timestamptz not null default clock_timestamp()
);
create index person_keys_master on kvitto.person_keys (master_id);

-- `item` tells several of one kind apart: an account's id, the document that told a name.
create table kvitto.person_fields (
    person uuid not null references kvitto.person_keys on delete cascade,
    field text collate "C" not null check (field in ('number', 'name', 'account')),
    item uuid not null,
    schema smallint not null,
    ciphertext bytea not null,
    primary key (person, field, item)
);

-- Ids whose person was forgotten: nothing is kept of them again.
create table kvitto.persons_forgotten (
    person uuid primary key,
    forgotten_at timestamptz not null default clock_timestamp()
);

create function kvitto.meet_master_keys(ids text[], proofs bytea[]) returns text[]
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
-- Return the ids that do not fit, or '{?}' where the database knows none of them. The first
-- key that it meets is its key; later a new one is taken that comes beside a known one.
declare
    wrong text[];
begin
    perform kvitto.lock_identities();
    select array_agg(m.id) into wrong
    from unnest(ids, proofs) as m (id, proof)
    join kvitto.key_checks k on k.name = 'master-key:' || m.id
    where k.proof <> m.proof;
    if wrong is not null then
        return wrong;
    end if;
    if exists (select from kvitto.key_checks k where starts_with(k.name, 'master-key:'))
       and not exists (
           select from kvitto.key_checks k
           where k.name = any (select 'master-key:' || i from unnest(ids) as i)) then
        return array['?'];
    end if;
    insert into kvitto.key_checks (name, proof)
    values ('master-key:' || ids[1], proofs[1]) on conflict do nothing;
    return array[]::text[];
end
$$;

create function kvitto.has_master_key() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select from kvitto.key_checks k where starts_with(k.name, 'master-key:'))
$$;

create function kvitto.kept_fields(persons uuid[], fields text[], items uuid[])
returns table (ordinal bigint, schema smallint, ciphertext bytea)
language sql stable security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
    select r.ordinal, f.schema, f.ciphertext
    from unnest(persons, fields, items) with ordinality as r (person, field, item, ordinal)
    join kvitto.person_fields f
      on f.person = r.person and f.field = r.field and f.item = r.item
$$;

create function kvitto.data_keys(persons uuid[], fresh bytea[], with_master text)
returns table (person uuid, master_id text, wrapped bytea)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
-- Return each person's data key; a new person gets its fresh one, one forgotten none.
begin
    perform kvitto.lock_identities();
    -- Whoever opened the file of keys before a rotation ended would go on with the old one.
    if not exists (select from kvitto.key_checks c where c.name = 'master-key:' || with_master) then
        raise exception 'The master key % is no longer in use.', with_master
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    insert into kvitto.person_keys (person, master_id, wrapped)
    select r.person, with_master, r.fresh
    from unnest(persons, fresh) as r (person, fresh)
    where not exists (select from kvitto.persons_forgotten g where g.person = r.person)
    on conflict do nothing;
    return query
        select k.person, k.master_id, k.wrapped
        from unnest(persons) as r (person)
        join kvitto.person_keys k on k.person = r.person;
end
$$;

create function kvitto.keep_fields(
    persons uuid[], fields text[], items uuid[], schemas smallint[], ciphertexts bytea[])
returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
-- Keep what is not kept yet. A person that was forgotten meanwhile has no key any more.
begin
    perform kvitto.lock_identities();
    insert into kvitto.person_fields (person, field, item, schema, ciphertext)
    select r.person, r.field, r.item, r.schema, r.ciphertext
    from unnest(persons, fields, items, schemas, ciphertexts)
        as r (person, field, item, schema, ciphertext)
    join kvitto.person_keys k on k.person = r.person
    on conflict do nothing;
end
$$;

create function kvitto.wrap_again(
    persons uuid[], old bytea[], new bytea[], with_master text) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
-- Exchange wrappings for those under another master key, unless somebody was faster.
declare
    changed integer;
begin
    update kvitto.person_keys k set wrapped = r.new, master_id = with_master
    from unnest(persons, old, new) as r (person, old, new)
    where k.person = r.person and k.wrapped = r.old;
    get diagnostics changed = row_count;
    return changed;
end
$$;

create function kvitto.forget(
    at_position bigint, persons uuid[], names uuid[], stream uuid, name text, event_id uuid,
    state bytea, known_at timestamptz)
returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
-- Destroy the data keys and fields of a person and every way from a name to its ids, and
-- record that. It was decided on what stood at `at_position`: past it nothing happens.
declare
    outcome record;
begin
    perform kvitto.lock_identities();
    insert into kvitto.persons_forgotten (person) select unnest(persons)
    on conflict do nothing;
    delete from kvitto.person_keys k where k.person = any (persons);
    delete from kvitto.identities i where i.id = any (names) and i.kind <> 'case';
    -- The head is taken last, as in every wider transaction.
    select * into strict outcome from kvitto.append(
        array[1], array[stream], array[null]::integer[], array[name], array[event_id],
        array[state], array[null]::uuid[], array[known_at]);
    if outcome.outcome <> 'stored' or outcome.at_position <> at_position + 1 then
        raise exception 'The log went on.' using errcode = 'serialization_failure';
    end if;
    return outcome.at_position;
end
$$;

create function kvitto.keep_masters(ids text[], proofs bytea[]) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
-- Let these be the database's master keys and no others; return how many data keys are
-- thereby given up, as nobody can open them.
declare
    given_up integer;
begin
    perform kvitto.lock_identities();
    delete from kvitto.person_keys k where k.master_id <> all (ids);
    get diagnostics given_up = row_count;
    delete from kvitto.key_checks k where starts_with(k.name, 'master-key:');
    insert into kvitto.key_checks (name, proof)
    select 'master-key:' || m.id, m.proof from unnest(ids, proofs) as m (id, proof);
    return given_up;
end
$$;

create function kvitto.retire_masters(current_master text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
-- Let one master key be the only one, if nothing lies under another; tell whether it is.
begin
    perform kvitto.lock_identities();
    if exists (select from kvitto.person_keys k where k.master_id <> current_master) then
        return false;
    end if;
    delete from kvitto.key_checks k
    where starts_with(k.name, 'master-key:') and k.name <> 'master-key:' || current_master;
    return true;
end
$$;

revoke all on function kvitto.has_master_key, kvitto.meet_master_keys, kvitto.kept_fields, kvitto.data_keys,
    kvitto.keep_fields, kvitto.wrap_again, kvitto.forget, kvitto.keep_masters,
    kvitto.retire_masters from public;

-- Whoever records documents keeps what they tell, and reads back nothing but ciphertexts.
grant select on kvitto.log to kvitto_writer, kvitto_custodian, kvitto_application;
grant execute on function kvitto.has_master_key, kvitto.meet_master_keys, kvitto.kept_fields,
    kvitto.data_keys, kvitto.keep_fields to kvitto_writer, kvitto_custodian, kvitto_application;

-- Showing, wrapping and destroying is a role of its own: who imports cannot forget.
grant usage on schema kvitto to kvitto_custodian;
grant select on kvitto.events, kvitto.head, kvitto.migrations to kvitto_custodian;
grant execute on function kvitto.also_met_as(bytea), kvitto.replaced_by(bytea),
    kvitto.find_names, kvitto.is_key_right to kvitto_custodian;
grant select (kind, id, reference) on kvitto.identities to kvitto_custodian;
grant select on kvitto.person_keys, kvitto.person_fields, kvitto.persons_forgotten
    to kvitto_custodian;
grant execute on function kvitto.wrap_again, kvitto.forget, kvitto.keep_masters,
    kvitto.retire_masters to kvitto_custodian;
