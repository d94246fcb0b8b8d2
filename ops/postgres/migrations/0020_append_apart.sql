-- Append with a conflict in it: what does not fit is judged by itself, all else is written at once.

-- Until here one conflict made the database go through every group of the call. Which groups are
-- in doubt is asked of all of them together; each other is independent of those, as it shares no
-- stream, event or command with any. Those in doubt come after the rest, in their own order.

create function kvitto.doubtful_groups(
    moment timestamptz, groups integer[], streams uuid[], versions integer[],
    event_ids uuid[], command_ids uuid[], known_ats timestamptz[])
returns integer[] language plpgsql stable set search_path = pg_catalog, pg_temp as $$
-- Return the groups of which not every event fits as it stands, and those that share their streams.
declare
    doubtful integer[];
    more integer[];
begin
    with placed as materialized (
        select r.*,
               coalesce(
                   (select max(e.version) from kvitto.events e where e.stream = r.stream),
                   least(0, min(r.version) over (partition by r.stream) - 1))
               + row_number() over (partition by r.stream order by r.ordinal) as next_version,
               count(*) over (partition by r.event_id) as times,
               min(r.number) over (partition by r.command_id)
               <> max(r.number) over (partition by r.command_id) as is_shared
        from unnest(groups, streams, versions, event_ids, command_ids, known_ats)
             with ordinality
             as r (number, stream, version, event_id, command_id, known_at, ordinal))
    select array_agg(distinct p.number) into doubtful
    from placed p
    where p.version <> p.next_version or p.known_at > moment or p.times > 1
       or exists (select from kvitto.events e where e.event_id = p.event_id)
       or p.command_id is not null
          and (p.is_shared
               or exists (select from kvitto.events e where e.command_id = p.command_id));
    loop
        select array_agg(distinct r.number) into more
        from unnest(groups, streams) as r (number, stream)
        where r.stream in (
            select d.stream from unnest(groups, streams) as d (number, stream)
            where d.number = any (doubtful));
        exit when more is null or cardinality(more) = cardinality(doubtful);
        doubtful := more;
    end loop;
    return doubtful;
end
$$;

create function kvitto.append_apart(
    start_position bigint, moment timestamptz, groups integer[],
    streams uuid[], versions integer[], names text[], event_ids uuid[],
    states bytea[], command_ids uuid[], known_ats timestamptz[])
returns table (outcome text, at_position bigint, at_version integer, at_time timestamptz)
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
-- Write the groups that fit at once, then judge those in doubt one by one.
declare
    doubtful constant integer[] := kvitto.doubtful_groups(
        moment, groups, streams, versions, event_ids, command_ids, known_ats);
    is_doubtful boolean[];
    written integer := 0;
begin
    select array_agg(g.number = any (doubtful) order by g.ordinal) into is_doubtful
    from unnest(groups) with ordinality as g (number, ordinal);
    if doubtful is not null and false = any (is_doubtful) then
        begin
            select kvitto.write_events(
                start_position, moment,
                array_agg(r.stream order by r.ordinal), array_agg(r.version order by r.ordinal),
                array_agg(r.name order by r.ordinal), array_agg(r.event_id order by r.ordinal),
                array_agg(r.state order by r.ordinal), array_agg(r.command_id order by r.ordinal),
                array_agg(r.known_at order by r.ordinal))
            into written
            from unnest(is_doubtful, streams, versions, names, event_ids, states, command_ids,
                        known_ats) with ordinality
                 as r (is_doubtful, stream, version, name, event_id, state, command_id, known_at,
                       ordinal)
            where not r.is_doubtful;
        exception when unique_violation then
            written := 0;
        end;
    end if;
    if written = 0 then
        return query
            select * from kvitto.append_one_by_one(
                start_position, moment, groups, streams, versions, names, event_ids, states,
                command_ids, known_ats);
        return;
    end if;
    return query
        with r as (
            select d.is_doubtful, d.ordinal,
                   row_number() over (partition by d.is_doubtful order by d.ordinal) as place
            from unnest(is_doubtful) with ordinality as d (is_doubtful, ordinal)),
        judged as materialized (
            select o.* from (
                select array_agg(a.number order by a.ordinal) as groups,
                       array_agg(a.stream order by a.ordinal) as streams,
                       array_agg(a.version order by a.ordinal) as versions,
                       array_agg(a.name order by a.ordinal) as names,
                       array_agg(a.event_id order by a.ordinal) as event_ids,
                       array_agg(a.state order by a.ordinal) as states,
                       array_agg(a.command_id order by a.ordinal) as command_ids,
                       array_agg(a.known_at order by a.ordinal) as known_ats
                from unnest(is_doubtful, groups, streams, versions, names, event_ids, states,
                            command_ids, known_ats) with ordinality
                     as a (is_doubtful, number, stream, version, name, event_id, state,
                           command_id, known_at, ordinal)
                where a.is_doubtful) as g,
            kvitto.append_one_by_one(
                start_position + written, moment, g.groups, g.streams, g.versions, g.names,
                g.event_ids, g.states, g.command_ids, g.known_ats) with ordinality
                as o (outcome, at_position, at_version, at_time, place))
        select coalesce(j.outcome, 'stored'), coalesce(j.at_position, e.position),
               coalesce(j.at_version, e.version), coalesce(j.at_time, e.recorded_at)
        from r
        left join judged j on r.is_doubtful and j.place = r.place
        left join kvitto.events e on not r.is_doubtful and e.position = start_position + r.place
        order by r.ordinal;
end
$$;

create or replace function kvitto.append(
    groups integer[], streams uuid[], versions integer[], names text[], event_ids uuid[],
    states bytea[], command_ids uuid[], known_ats timestamptz[])
returns table (outcome text, at_position bigint, at_version integer, at_time timestamptz)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
-- Return one row for each event, in the order of the arrays.
declare
    start_position bigint;
    moment timestamptz;
    written integer := 0;
begin
    -- The row lock is held until commit, so position order is commit order and
    -- a reader that saw a position sees all before it. Whoever waited here gets
    -- the row that was committed meanwhile, and every later statement of this
    -- function sees what that writer wrote. Locking and reading the clock are
    -- two steps: in one UPDATE the clock may have been read before the wait.
    select h.position, h.recorded_at into strict start_position, moment
    from kvitto.head h for update;
    moment := greatest(moment, clock_timestamp());

    -- The index on commands is not unique, as a command may record several events.
    if not exists (
        select from unnest(command_ids, groups) as c (command_id, number)
        where c.command_id is not null
        group by c.command_id having min(c.number) <> max(c.number)) then
        begin
            written := kvitto.write_events(start_position, moment, streams, versions, names,
                                           event_ids, states, command_ids, known_ats);
        exception when unique_violation then
            written := 0;
        end;
    end if;

    if written > 0 then
        return query
            select 'stored', e.position, e.version, e.recorded_at
            from kvitto.events e
            where e.position > start_position
            order by e.position;
    else
        return query
            select * from kvitto.append_apart(
                start_position, moment, groups, streams, versions, names, event_ids, states,
                command_ids, known_ats);
        select count(*) into written from kvitto.events e where e.position > start_position;
    end if;

    -- The head is set to what was written: no gap is left behind, and an append
    -- that wrote nothing leaves no trace.
    if written > 0 then
        update kvitto.head h set position = start_position + written, recorded_at = moment;
        perform pg_notify('kvitto_log', (start_position + written)::text);
    end if;
end
$$;

revoke all on function kvitto.doubtful_groups, kvitto.append_apart from public;
