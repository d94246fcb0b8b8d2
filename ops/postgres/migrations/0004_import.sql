-- Bulk import: a batch is copied into a staging table and moved in one step.

-- Unlogged: what is in it lives for one transaction only.
create unlogged table kvitto.staging (
    batch uuid not null,
    ordinal integer not null,
    stream uuid not null,
    name text collate "C" not null,
    event_id uuid not null,
    known_at timestamptz,
    state bytea not null
);

grant insert on kvitto.staging to kvitto_application;

create function kvitto.set_aside(
    of_batch uuid, moment timestamptz, out ordinals integer[], out outcomes text[])
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
-- Take what must not be written out of the batch, and say why.
begin
    with judged as (
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
        where s.batch = of_batch
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

create function kvitto.write_batch(of_batch uuid, start_position bigint, moment timestamptz)
returns integer language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    written integer;
begin
    insert into kvitto.events
        (position, stream, version, name, recorded_at, event_id, state)
    select start_position + row_number() over (order by s.ordinal), s.stream,
           coalesce((select max(e.version) from kvitto.events e where e.stream = s.stream), 0)
           + row_number() over (partition by s.stream order by s.ordinal),
           s.name, moment, s.event_id, s.state
    from kvitto.staging s
    where s.batch = of_batch
    order by s.ordinal;
    get diagnostics written = row_count;
    return written;
end
$$;

create function kvitto.clear_staging(of_batch uuid) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
-- Truncating leaves no dead rows, but only a lone importer may do it.
begin
    lock table kvitto.staging in access exclusive mode nowait;
    truncate kvitto.staging;
exception when lock_not_available then
    delete from kvitto.staging s where s.batch = of_batch;
end
$$;

create function kvitto.import_batch(
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

    stored := null;
    if not exists (
        select from kvitto.staging s where s.batch = of_batch and s.known_at > moment) then
        begin
            stored := kvitto.write_batch(of_batch, start_position, moment);
        exception when unique_violation then
            stored := null;
        end;
    end if;
    if stored is null then
        select a.ordinals, a.outcomes into ordinals, outcomes
        from kvitto.set_aside(of_batch, moment) a;
        stored := kvitto.write_batch(of_batch, start_position, moment);
    end if;

    head := start_position + stored;
    if stored > 0 then
        update kvitto.head h set position = import_batch.head, recorded_at = moment;
        perform pg_notify('kvitto_log', head::text);
    end if;
    perform kvitto.clear_staging(of_batch);
end
$$;

revoke all on function kvitto.set_aside, kvitto.write_batch, kvitto.clear_staging,
    kvitto.import_batch from public;
grant execute on function kvitto.import_batch to kvitto_application;
