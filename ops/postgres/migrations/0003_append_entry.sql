-- The entry to append: takes the head, tries all groups at once, then one by one.

create function kvitto.append_one_by_one(
    start_position bigint, moment timestamptz, groups integer[],
    streams uuid[], versions integer[], names text[], event_ids uuid[],
    states bytea[], command_ids uuid[], known_ats timestamptz[])
returns table (outcome text, at_position bigint, at_version integer, at_time timestamptz)
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
-- A conflict fails its own group, not its neighbours'.
declare
    reached bigint := start_position;
    a bigint;
    z bigint;
begin
    for a, z in
        select min(g.ordinal), max(g.ordinal)
        from unnest(groups) with ordinality as g (number, ordinal)
        group by g.number order by 1
    loop
        return query
            select * from kvitto.append_group(
                reached, moment, streams[a:z], versions[a:z], names[a:z], event_ids[a:z],
                states[a:z], command_ids[a:z], known_ats[a:z]);
        reached := coalesce(
            (select max(e.position) from kvitto.events e where e.position > reached), reached);
    end loop;
end
$$;

create function kvitto.append(
    groups integer[], streams uuid[], versions integer[], names text[], event_ids uuid[],
    states bytea[], command_ids uuid[], known_ats timestamptz[])
returns table (outcome text, at_position bigint, at_version integer, at_time timestamptz)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
-- Return one row for each event, in the order of the arrays.
declare
    total constant integer := cardinality(streams);
    start_position bigint;
    moment timestamptz;
    reached bigint;
    written integer := 0;
begin
    -- The row lock is held until commit, so position order is commit order and
    -- a reader that saw a position sees all before it. Whoever waited here
    -- computes position and clock anew from the row that was committed, and
    -- every later statement of this function sees what that writer wrote.
    update kvitto.head h
    set position = h.position + total,
        recorded_at = greatest(h.recorded_at, clock_timestamp())
    returning h.position - total, h.recorded_at into strict start_position, moment;

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
        reached := start_position + total;
        return query
            select 'stored', e.position, e.version, e.recorded_at
            from kvitto.events e
            where e.position > start_position and e.position <= reached
            order by e.position;
    else
        return query
            select * from kvitto.append_one_by_one(
                start_position, moment, groups, streams, versions, names, event_ids, states,
                command_ids, known_ats);
        select coalesce(max(e.position), start_position) into reached
        from kvitto.events e where e.position > start_position;
        -- No gap is left behind, and an append that wrote nothing leaves no trace.
        update kvitto.head h
        set position = reached,
            recorded_at = coalesce(
                (select e.recorded_at from kvitto.events e where e.position = reached),
                h.recorded_at);
    end if;
    if reached > start_position then
        perform pg_notify('kvitto_log', reached::text);
    end if;
end
$$;

revoke all on function kvitto.write_events, kvitto.content_of, kvitto.find_command,
    kvitto.find_documents, kvitto.append_group, kvitto.append_one_by_one, kvitto.append
    from public;
grant execute on function kvitto.append to kvitto_application;
