-- Seals: the transparency log beside the events, whose leaves are the rows of kvitto.events.

-- What this log is called for ever, in every checkpoint and wherever something is bound to it.
create table kvitto.log (
    singleton boolean primary key default true check (singleton),
    id uuid not null,
    origin text collate "C" not null
);

insert into kvitto.log (id, origin)
select i, 'kvitto.local/' || i from gen_random_uuid() as i;

-- The hashes of the tree, 32 bytes each, at most 256 in a tile (C2SP tlog-tiles).
create table kvitto.tiles (
    level smallint not null check (level >= 0),
    number bigint not null check (number >= 0),
    hashes bytea not null check (length(hashes) between 32 and 8192 and length(hashes) % 32 = 0),
    primary key (level, number)
);
-- Hashes cannot be compressed, so nothing is lost by not trying.
alter table kvitto.tiles alter column hashes set storage external;

-- A key signs every checkpoint after `since_size` until the next key's. Its note is the checkpoint
-- of that size, signed by it and by the key before it: who knows one key can go on to the next.
create table kvitto.sealing_keys (
    number integer primary key check (number > 0),
    vkey text collate "C" not null unique,
    since_size bigint not null check (since_size >= 0),
    note bytea not null
);

create table kvitto.checkpoints (
    size bigint primary key check (size > 0),
    root bytea not null check (length(root) = 32),
    note bytea not null,
    sealed_at timestamptz not null
);

create table kvitto.witnesses (
    vkey text collate "C" primary key,
    added_at timestamptz not null default clock_timestamp()
);

-- The line with which a witness says that it saw this checkpoint, and none that contradicts it.
create table kvitto.cosignatures (
    size bigint not null references kvitto.checkpoints,
    witness text collate "C" not null references kvitto.witnesses,
    line text collate "C" not null,
    received_at timestamptz not null default clock_timestamp(),
    primary key (size, witness)
);

create function kvitto.refuse_other_tile() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if new.level <> old.level or new.number <> old.number
       or substr(new.hashes, 1, length(old.hashes)) <> old.hashes then
        raise exception 'A tile only grows: tile % of level % would hold other hashes.',
            old.number, old.level
            using errcode = 'insufficient_privilege',
                  hint = 'What was sealed is never sealed otherwise. Run kvitto verify.';
    end if;
    return new;
end
$$;

create function kvitto.refuse_smaller_checkpoint() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if exists (
        select from (select c.size, c.sealed_at from kvitto.checkpoints c
                     order by c.size desc limit 1) as last
        where last.size >= new.size or last.sealed_at > new.sealed_at) then
        raise exception 'A checkpoint comes after those before it: one of size % is refused.',
            new.size
            using errcode = 'insufficient_privilege',
                  hint = 'What was sealed is never sealed otherwise. Run kvitto verify.';
    end if;
    return new;
end
$$;

revoke all on function kvitto.refuse_other_tile, kvitto.refuse_smaller_checkpoint from public;

create trigger tiles_only_grow before update on kvitto.tiles
    for each row execute function kvitto.refuse_other_tile();
create trigger tiles_stay before delete or truncate on kvitto.tiles
    for each statement execute function kvitto.refuse_change();
create trigger checkpoints_follow before insert on kvitto.checkpoints
    for each row execute function kvitto.refuse_smaller_checkpoint();
create trigger checkpoints_stay before update or delete or truncate on kvitto.checkpoints
    for each statement execute function kvitto.refuse_change();
create trigger sealing_keys_stay before update or delete or truncate on kvitto.sealing_keys
    for each statement execute function kvitto.refuse_change();
create trigger witnesses_stay before update or delete or truncate on kvitto.witnesses
    for each statement execute function kvitto.refuse_change();
create trigger cosignatures_stay before update or delete or truncate on kvitto.cosignatures
    for each statement execute function kvitto.refuse_change();
create trigger log_stays before update or delete or truncate on kvitto.log
    for each statement execute function kvitto.refuse_change();

grant select on kvitto.log to kvitto_application, kvitto_reader, kvitto_writer, kvitto_projector,
    kvitto_sealer;
grant select on kvitto.tiles, kvitto.sealing_keys, kvitto.checkpoints, kvitto.witnesses,
    kvitto.cosignatures to kvitto_application, kvitto_reader, kvitto_writer, kvitto_projector,
    kvitto_sealer;
grant insert, update (hashes) on kvitto.tiles to kvitto_sealer;
grant insert on kvitto.sealing_keys, kvitto.checkpoints, kvitto.witnesses, kvitto.cosignatures
    to kvitto_sealer;
