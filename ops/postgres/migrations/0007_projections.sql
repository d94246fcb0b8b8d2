-- Read models: their tables twice, how far each has come, and what could not be taken.

-- Each table stands twice, on a side `a` and a side `b`. One side is shown; a
-- rebuild fills the other and switches by changing one row here. So nothing is
-- created or dropped while the ledger runs, and a reader never meets a table
-- that goes away under it.
create table kvitto.projections (
    name text collate "C" not null,
    side text collate "C" not null check (side in ('a', 'b')),
    is_shown boolean not null,
    -- Version and rulebook; rows of another maker cannot be carried on.
    made_by text not null,
    -- Every event up to here is in the rows.
    position bigint not null,
    -- While a pass runs: the position that it carries the rows to, through the
    -- touched cases in the order of their ids, and the last case that is done.
    pass uuid,
    target bigint,
    reached uuid,
    changed_at timestamptz not null default clock_timestamp(),
    primary key (name, side),
    check ((pass is null) = (target is null)),
    check (pass is not null or reached is null)
) with (fillfactor = 50);

create unique index projections_shown on kvitto.projections (name) where is_shown;

-- Whom a case names: when the register tells something of them, the case is touched.
create table kvitto.projection_cases (
    case_id uuid primary key,
    named uuid[] not null
);

-- What a projection could not take of a case, and the money ordered there.
create table kvitto.projection_parked (
    name text collate "C" not null,
    side text collate "C" not null,
    case_id uuid not null,
    position bigint not null,
    reason text not null,
    ore_at_risk bigint not null,
    primary key (name, side, case_id)
);

-- One row per case: what no day of reckoning changes. Months that a day may
-- still change are counted in `open_months`, and reckoned by the reader.
create table kvitto.balances_a (
    case_id uuid primary key,
    months integer not null,
    open_months integer not null,
    owed_ore bigint not null,
    paid_ore bigint not null,
    unsettled_ore bigint not null,
    returned_ore bigint not null,
    unmatched_ore bigint not null,
    municipal_ore bigint not null,
    payouts integer not null,
    right_payouts integer not null,
    explained_ore bigint not null
);

-- One row per case and month: the facts from which findings follow on any day.
-- A month is year * 12 + month - 1. What is settled for a grant period has the
-- day number of the period's first day in `period`, and no month; else 0.
create table kvitto.payout_verification_a (
    case_id uuid not null,
    month integer not null,
    period integer not null,
    is_open boolean not null,
    facts text collate "C" not null,
    primary key (case_id, month, period)
);

-- One row per case, month and municipality. What is debited and the
-- difference stand in months that no day of reckoning can change.
create table kvitto.municipal_cofinancing_a (
    case_id uuid not null,
    month integer not null,
    period integer not null,
    municipality text collate "C" not null,
    owed_ore bigint not null,
    debited_ore bigint,
    split_ore bigint,
    primary key (case_id, month, period, municipality)
);

create table kvitto.balances_b (like kvitto.balances_a including all);
create table kvitto.payout_verification_b (like kvitto.payout_verification_a including all);
create table kvitto.municipal_cofinancing_b (like kvitto.municipal_cofinancing_a including all);

create function kvitto.is_shown(of_projection text, on_side text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from kvitto.projections p
        where p.name = of_projection and p.side = on_side and p.is_shown)
$$;

create view kvitto.balances as
    select * from kvitto.balances_a where (select kvitto.is_shown('balances', 'a'))
    union all
    select * from kvitto.balances_b where (select kvitto.is_shown('balances', 'b'));

create view kvitto.payout_verification as
    select * from kvitto.payout_verification_a
    where (select kvitto.is_shown('payout_verification', 'a'))
    union all
    select * from kvitto.payout_verification_b
    where (select kvitto.is_shown('payout_verification', 'b'));

create view kvitto.municipal_cofinancing as
    select * from kvitto.municipal_cofinancing_a
    where (select kvitto.is_shown('municipal_cofinancing', 'a'))
    union all
    select * from kvitto.municipal_cofinancing_b
    where (select kvitto.is_shown('municipal_cofinancing', 'b'));

grant select, insert, update, delete on
    kvitto.projections, kvitto.projection_cases, kvitto.projection_parked to kvitto_application;
grant select, insert, update, delete on
    kvitto.balances_a, kvitto.balances_b,
    kvitto.payout_verification_a, kvitto.payout_verification_b,
    kvitto.municipal_cofinancing_a, kvitto.municipal_cofinancing_b to kvitto_application;
grant select on kvitto.balances, kvitto.payout_verification, kvitto.municipal_cofinancing
    to kvitto_application;
revoke all on function kvitto.is_shown from public;
grant execute on function kvitto.is_shown to kvitto_application;
