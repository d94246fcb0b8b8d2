-- The log: one table of events that only grows, and the single row of its head.

create table kvitto.events (
    position bigint primary key,
    stream uuid not null,
    version integer not null check (version >= 0),
    name text collate "C" not null,
    recorded_at timestamptz not null,
    event_id uuid not null unique,
    -- Set for our own commands; all events of one command share it.
    command_id uuid,
    state bytea not null,
    unique (stream, version)
);

-- A dozen names in millions of rows: deduplication keeps this index small, and
-- the register is read by it.
create index events_name on kvitto.events (name);
create index events_command on kvitto.events (command_id) where command_id is not null;

comment on table kvitto.events is
    'Every recorded event. Position order is commit order, without gaps.';

-- Every append updates this row, so its page keeps nine tenths free for the
-- versions that no vacuum has reached yet.
create table kvitto.head (
    singleton boolean primary key default true check (singleton),
    position bigint not null,
    recorded_at timestamptz not null
) with (fillfactor = 10, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0);

insert into kvitto.head (position, recorded_at) values (0, clock_timestamp());

create function kvitto.refuse_change() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception 'The log only grows: % on kvitto.% is refused.', tg_op, tg_table_name
        using errcode = 'insufficient_privilege',
              hint = 'A correction is a new event that names what it replaces.';
end
$$;

-- Grants already refuse this to the application; the trigger holds for the owner too.
create trigger events_only_grow
    before update or delete or truncate on kvitto.events
    for each statement execute function kvitto.refuse_change();

create trigger head_stays
    before delete or truncate on kvitto.head
    for each statement execute function kvitto.refuse_change();

grant usage on schema kvitto to kvitto_application;
grant select on kvitto.events, kvitto.head, kvitto.migrations to kvitto_application;
