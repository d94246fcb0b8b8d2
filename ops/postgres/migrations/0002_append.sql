-- Append: the one way, beside bulk import, in which events enter the log.
--
-- An event belongs to a group, whose events are recorded together or not at
-- all; the events of a group follow each other in the arrays. Without stated
-- version an event gets the next one of its stream; a stated version must be
-- the next one. A stream may begin at version 0 where that is stated.

-- The plans of these functions are kept, and may be made while the table is
-- still empty: each of them must probe an index, whatever the statistics say.
-- Before PostgreSQL 18 that makes a plan look so dear that it would be compiled,
-- a tenth of a second each time; hence `jit = off`.

create function kvitto.write_events(
    start_position bigint, moment timestamptz,
    streams uuid[], versions integer[], names text[], event_ids uuid[],
    states bytea[], command_ids uuid[], known_ats timestamptz[])
returns integer language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
-- Write all of these events, or none and return 0 when one does not fit.
declare
    written integer;
begin
    with placed as materialized (
        select r.*,
               coalesce(
                   (select max(e.version) from kvitto.events e where e.stream = r.stream),
                   least(0, min(r.version) over (partition by r.stream) - 1))
               + row_number() over (partition by r.stream order by r.ordinal) as next_version
        from unnest(streams, versions, names, event_ids, states, command_ids, known_ats)
             with ordinality
             as r (stream, version, name, event_id, state, command_id, known_at, ordinal))
    insert into kvitto.events
        (position, stream, version, name, recorded_at, event_id, command_id, state)
    select start_position + p.ordinal, p.stream, p.next_version, p.name, moment, p.event_id,
           p.command_id, p.state
    from placed p
    where not exists (
        select from placed q
        where q.version <> q.next_version or q.known_at > moment
           or q.command_id is not null
              and exists (select from kvitto.events e where e.command_id = q.command_id))
    order by p.ordinal;
    get diagnostics written = row_count;
    return written;
end
$$;

create function kvitto.content_of(state bytea) returns jsonb
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
-- What a command decided, without the envelope that says when and by whom.
begin
    return convert_from(state, 'UTF8')::jsonb -> 'event';
exception when others then
    return to_jsonb(encode(state, 'hex'));
end
$$;

create function kvitto.find_command(
    streams uuid[], names text[], states bytea[], command_ids uuid[])
returns table (outcome text, at_position bigint, at_version integer, at_time timestamptz)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
-- Compare a group with what its command recorded before; no rows for a new command.
declare
    seen bigint[];
    is_same boolean;
begin
    if command_ids[1] is null then
        return;
    end if;
    select array_agg(e.position order by e.position) into seen
    from kvitto.events e where e.command_id = command_ids[1];
    if seen is null then
        return;
    end if;
    is_same := cardinality(seen) = cardinality(streams) and not exists (
        select from unnest(seen, streams, names, states) as r (position, stream, name, state)
        join kvitto.events e on e.position = r.position
        where e.stream <> r.stream or e.name <> r.name
           or kvitto.content_of(e.state) is distinct from kvitto.content_of(r.state));
    return query
        select case when is_same then 'command_repeated' else 'conflict_command' end,
               e.position, e.version, e.recorded_at
        from unnest(streams) with ordinality as r (stream, ordinal)
        join kvitto.events e on e.position = seen[case when is_same then r.ordinal else 1 end]
        order by r.ordinal;
end
$$;

create function kvitto.find_documents(
    streams uuid[], names text[], event_ids uuid[], states bytea[])
returns table (outcome text, at_position bigint, at_version integer, at_time timestamptz)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
-- Compare a group with events of the same ids; no rows when all ids are new.
declare
    known integer;
    odd bigint;
begin
    select count(*),
           min(e.position) filter (
               where e.stream <> r.stream or e.name <> r.name or e.state <> r.state)
    into known, odd
    from unnest(streams, names, event_ids, states) as r (stream, name, event_id, state)
    join kvitto.events e on e.event_id = r.event_id;
    if known = cardinality(event_ids) and odd is null then
        return query
            select 'duplicate', e.position, e.version, e.recorded_at
            from unnest(event_ids) with ordinality as r (event_id, ordinal)
            join kvitto.events e on e.event_id = r.event_id
            order by r.ordinal;
    elsif known > 0
          or cardinality(event_ids) > (select count(distinct i) from unnest(event_ids) i) then
        return query
            select 'conflict_document', e.position, e.version, e.recorded_at
            from unnest(event_ids) as r (event_id) left join kvitto.events e on e.position = odd;
    end if;
end
$$;

create function kvitto.append_group(
    start_position bigint, moment timestamptz,
    streams uuid[], versions integer[], names text[], event_ids uuid[],
    states bytea[], command_ids uuid[], known_ats timestamptz[])
returns table (outcome text, at_position bigint, at_version integer, at_time timestamptz)
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
-- Judge one group and write it. The caller holds the head row, so nobody else writes.
begin
    return query select * from kvitto.find_command(streams, names, states, command_ids);
    if found then
        return;
    end if;
    return query select * from kvitto.find_documents(streams, names, event_ids, states);
    if found then
        return;
    end if;
    if moment < any (known_ats) then
        return query
            select 'known_later', null::bigint, null::integer, moment from unnest(streams);
    elsif 0 = kvitto.write_events(start_position, moment, streams, versions, names, event_ids,
                                  states, command_ids, known_ats) then
        return query
            select 'conflict_version', null::bigint,
                   (select max(e.version) from kvitto.events e where e.stream = r.stream),
                   null::timestamptz
            from unnest(streams) with ordinality as r (stream, ordinal)
            order by r.ordinal;
    else
        return query
            select 'stored', e.position, e.version, e.recorded_at
            from kvitto.events e
            where e.position > start_position
              and e.position <= start_position + cardinality(streams)
            order by e.position;
    end if;
end
$$;
