-- What is recorded of who looked is in its form, whoever sends it: all of it is decoded.

create function kvitto.types_of(said json) returns text
language sql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
-- A key that stands twice is counted twice, and none reads as two.
return (select string_agg(regexp_replace(key, '[^a-z_]', '?', 'g') || ' ' || json_typeof(value),
                          ', ' order by key collate "C")
        from json_each(said));

create function kvitto.has_access_form(
    name text, event_id uuid, state bytea, known_at timestamptz) returns boolean
language plpgsql stable strict
set search_path = pg_catalog, pg_temp
as $$
-- Tell whether these bytes can be read as the event of access that their name promises.
declare
    id constant text := '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
    said json;
    envelope json;
    event json;
begin
    said := convert_from(state, 'UTF8');
    -- This refuses what no text may hold, deep inside too.
    perform said::jsonb;
    envelope := said -> 'envelope';
    event := said -> 'event';
    return kvitto.types_of(said) = 'envelope object, event object'
        and kvitto.types_of(envelope) = 'actor string, command_id null, document_id string, '
            'event_id string, known_at string, replaces null, rests_on array, sender string'
        and envelope ->> 'event_id' = event_id::text
        and envelope ->> 'known_at' = replace(
            to_char(known_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z')
        and envelope ->> 'sender' = 'kvitto'
        and json_array_length(envelope -> 'rests_on') = 0
        and case name
            when 'case-read/1' then
                kvitto.types_of(event)
                    ~ '^asked string, case string, door string, why (null|string)$'
                and event ->> 'case' ~ ('^' || id || '$')
            when 'cases-read/1' then
                kvitto.types_of(event) ~ ('^asked string, cases number, door string, '
                    'municipality (null|string), named array, person (null|string), '
                    'selection string, why (null|string)$')
                and event ->> 'cases' ~ '^[0-9]{1,9}$'
                and coalesce(event ->> 'person' ~ ('^' || id || '$'), true)
                and (event -> 'named')::jsonb::text ~ ('^\[("' || id || '"(, )?)*\]$')
            else false end;
exception when data_exception then
    return false;
end
$$;

create or replace function kvitto.append_access(
    actor_token bytea, fresh uuid, name text, event_id uuid, state bytea, known_at timestamptz)
returns table (outcome text, at_position bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off set jit = off
as $$
-- Record one event of access in the actor's stream, and nothing else, whoever may read.
declare
    actor uuid;
    first_name text;
begin
    if octet_length(state) > 1000000
       or kvitto.has_access_form(name, event_id, state, known_at) is not true then
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

revoke all on function kvitto.types_of, kvitto.has_access_form from public;
