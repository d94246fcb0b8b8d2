-- Who looked: reading a case is an event in the stream of the actor, which the reader may add too.

-- Whose case an event of access is about. The index holds these events only.
create function kvitto.case_read(state bytea) returns uuid
language sql immutable strict parallel safe
return (convert_from(state, 'UTF8')::jsonb #>> '{event,case}')::uuid;

create index events_case_read on kvitto.events (kvitto.case_read(state), position)
where name = 'case-read/1';

create index events_cases_read on kvitto.events (position) where name = 'cases-read/1';

create function kvitto.append_access(
    actor_token bytea, fresh uuid, name text, event_id uuid, state bytea, known_at timestamptz)
returns table (outcome text, at_position bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off set jit = off
as $$
-- Record one event of access in the actor's stream, and nothing else, whoever may read.
declare
    said constant jsonb := convert_from(state, 'UTF8')::jsonb;
    actor uuid;
    first_name text;
begin
    if name <> all (array['case-read/1', 'cases-read/1']) or octet_length(state) > 1000000
       or (said #>> '{envelope,sender}') is distinct from 'kvitto'
       or (said #>> '{envelope,event_id}') is distinct from event_id::text then
        raise exception 'Only who looked can be recorded in this way, and this is something else.'
            using errcode = 'insufficient_privilege';
    end if;
    -- Names are locked by those who make them; an actor is new once.
    select i.id into actor from kvitto.identities i
    where i.kind = 'actor' and i.token = actor_token;
    if actor is null then
        select r.id into strict actor from kvitto.resolve(
            array['actor'], array[actor_token], array[fresh], array[null]::text[]) r;
    end if;
    select e.name into first_name from kvitto.events e
    where e.stream = actor order by e.version limit 1;
    if first_name <> all (array['case-read/1', 'cases-read/1']) then
        raise exception 'The stream of the actor holds something else.'
            using errcode = 'insufficient_privilege';
    end if;
    return query
        select a.outcome, a.at_position from kvitto.append(
            array[1], array[actor], array[null]::integer[], array[append_access.name],
            array[append_access.event_id], array[append_access.state], array[null]::uuid[],
            array[append_access.known_at]) a;
end
$$;

revoke all on function kvitto.append_access, kvitto.case_read(bytea) from public;
grant execute on function kvitto.append_access to kvitto_reader, kvitto_writer, kvitto_projector,
    kvitto_custodian, kvitto_application;
-- An index asks its function as whoever writes or vacuums; whoever reads who looked asks it too.
grant execute on function kvitto.case_read(bytea) to kvitto_reader, kvitto_writer,
    kvitto_projector, kvitto_sealer, kvitto_custodian, kvitto_application;
