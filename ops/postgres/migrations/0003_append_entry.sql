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
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
-- Return one row for each event, in the order of the arrays.
declare
    total constant integer := cardinality(streams);
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
            select * from kvitto.append_one_by_one(
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

revoke all on function kvitto.write_events, kvitto.content_of, kvitto.find_command,
    kvitto.find_documents, kvitto.append_group, kvitto.append_one_by_one, kvitto.append
    from public;
grant execute on function kvitto.append to kvitto_application;
