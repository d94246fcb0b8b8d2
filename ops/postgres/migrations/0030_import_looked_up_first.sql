-- A batch is judged before it is written, and the head says how far it was told of cases.

-- Each index costs every append. Where the log ends for whoever asks about cases stands beside
-- where it ends, instead of in an index of all positions.
alter table kvitto.head add column told bigint not null default 0;
comment on column kvitto.head.told is 'The last position at which anything but a look was recorded.';
update kvitto.head set told = coalesce((
    select e.position from kvitto.events e
    where e.name <> 'case-read/1' and e.name <> 'cases-read/1'
    order by e.position desc limit 1), 0);
drop index kvitto.events_told;

create or replace function kvitto.set_aside(
    of_batch uuid, moment timestamptz, out ordinals integer[], out outcomes text[])
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
-- Take what must not be written out of the batch, and say why.
begin
    -- Few are doubtful: the bytes of the others are not looked at.
    with met as materialized (
        select s.ctid as place, s.event_id, s.known_at > moment as is_later,
               exists (select from kvitto.events e where e.event_id = s.event_id) as is_known,
               count(*) over (partition by s.event_id) > 1 as is_twice
        from kvitto.staging s
        where s.batch = of_batch),
    doubtful as materialized (
        select m.place from met m where m.is_later or m.is_known or m.is_twice),
    judged as (
        select s.ctid as place, s.ordinal,
               case when e.position is not null then
                        case when e.stream = s.stream and e.name = s.name and e.state = s.state
                             then 'duplicate' else 'conflict_document' end
                    when s.known_at > moment then 'known_later'
                    when s.ordinal = first_value(s.ordinal) over same then null
                    when s.stream = first_value(s.stream) over same
                         and s.name = first_value(s.name) over same
                         and s.state = first_value(s.state) over same then 'duplicate'
                    else 'conflict_document' end as outcome
        from kvitto.staging s
        left join kvitto.events e on e.event_id = s.event_id
        where s.ctid = any (array(select d.place from doubtful d))
        -- Of one document twice in a batch the first counts that can be recorded.
        window same as (
            partition by s.event_id order by coalesce(s.known_at > moment, false), s.ordinal)),
    removed as (
        delete from kvitto.staging s
        where s.ctid = any (array(select j.place from judged j where j.outcome is not null)))
    select array_agg(j.ordinal order by j.ordinal), array_agg(j.outcome order by j.ordinal)
    into ordinals, outcomes
    from judged j where j.outcome is not null;
end
$$;

create or replace function kvitto.write_batch(
    of_batch uuid, start_position bigint, moment timestamptz)
returns integer language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    written integer;
begin
    -- What a stream has is looked up once in each, for the first of its events.
    with placed as (
        select s.ctid as place, s.ordinal, s.stream,
               row_number() over (partition by s.stream order by s.ordinal) as nth
        from kvitto.staging s
        where s.batch = of_batch),
    versioned as (
        select p.ordinal, p.place, p.nth + max(case when p.nth = 1 then coalesce(
                   (select max(e.version) from kvitto.events e where e.stream = p.stream), 0) end)
                   over (partition by p.stream) as version
        from placed p)
    insert into kvitto.events
        (position, stream, version, name, recorded_at, event_id, state)
    select start_position + row_number() over (order by v.ordinal), s.stream, v.version,
           s.name, moment, s.event_id, s.state
    from versioned v join kvitto.staging s on s.ctid = v.place
    order by v.ordinal;
    get diagnostics written = row_count;
    return written;
end
$$;

create or replace function kvitto.import_batch(
    of_batch uuid, out head bigint, out stored integer, out ordinals integer[],
    out outcomes text[])
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
set work_mem = '64MB'
as $$
-- Move a batch into the log. `ordinals` and `outcomes` name what was not stored.
declare
    start_position bigint;
    moment timestamptz;
begin
    -- The head is held until commit, as in `append`.
    select h.position, h.recorded_at into strict start_position, moment
    from kvitto.head h for update;
    moment := greatest(moment, clock_timestamp());

    select a.ordinals, a.outcomes into ordinals, outcomes
    from kvitto.set_aside(of_batch, moment) a;
    stored := kvitto.write_batch(of_batch, start_position, moment);

    head := start_position + stored;
    if stored > 0 then
        update kvitto.head h set position = import_batch.head, told = import_batch.head,
                                 recorded_at = moment;
        perform pg_notify('kvitto_log', head::text);
    end if;
    perform kvitto.clear_staging(of_batch);
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
        update kvitto.head h
        set position = start_position + written, recorded_at = moment,
            told = case when names <@ array['case-read/1', 'cases-read/1'] then h.told
                        else start_position + written end;
        perform pg_notify('kvitto_log', (start_position + written)::text);
    end if;
end
$$;
