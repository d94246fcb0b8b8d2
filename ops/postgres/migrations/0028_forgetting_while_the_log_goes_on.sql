-- Forgetting while the log goes on: only what bears on the person makes it be decided anew.

create function kvitto.bears_on(
    after bigint, up_to bigint, streams uuid[], written bytea[], left_out text[])
returns boolean
language sql stable set search_path = pg_catalog, pg_temp
set enable_seqscan = off set jit = off
as $$
    select exists (
        select from kvitto.events e
        where e.position > after and e.position <= up_to and e.name <> all (left_out)
          and (e.stream = any (streams)
               or exists (select from unnest(written) as w (text)
                          where position(w.text in e.state) > 0)))
$$;

drop function kvitto.forget(bigint, uuid[], uuid[], uuid, text, uuid, bytea, timestamptz);
create function kvitto.forget(
    at_position bigint, streams uuid[], written bytea[], left_out text[],
    persons uuid[], names uuid[], stream uuid, name text, event_id uuid,
    state bytea, known_at timestamptz)
returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
-- Destroy the data keys and fields of a person and every way from a name to its ids, and
-- record that. It was decided on what stood at `at_position`; nothing happens if an event past
-- it is of one of these streams or holds one of these texts.
declare
    seen bigint := at_position;
    head bigint;
    outcome record;
begin
    -- Most of what came meanwhile is looked through before anybody has to wait for it.
    for round in 1..10 loop
        select h.position into strict head from kvitto.head h;
        if kvitto.bears_on(seen, head, streams, written, left_out) then
            raise exception 'The log went on.' using errcode = 'serialization_failure';
        end if;
        exit when head - seen < 1000;
        seen := head;
    end loop;
    perform kvitto.lock_identities();
    insert into kvitto.persons_forgotten (person) select unnest(persons)
    on conflict do nothing;
    delete from kvitto.person_keys k where k.person = any (persons);
    delete from kvitto.identities i where i.id = any (names) and i.kind <> 'case';
    -- The head is taken last, as in every wider transaction; nobody appends from here on.
    select * into strict outcome from kvitto.append(
        array[1], array[stream], array[null]::integer[], array[name], array[event_id],
        array[state], array[null]::uuid[], array[known_at]);
    if outcome.outcome <> 'stored'
       or kvitto.bears_on(seen, outcome.at_position - 1, streams, written, left_out) then
        raise exception 'The log went on.' using errcode = 'serialization_failure';
    end if;
    return outcome.at_position;
end
$$;

revoke all on function kvitto.bears_on, kvitto.forget from public;
grant execute on function kvitto.forget to kvitto_custodian;
