-- Transfers: where each municipal decision stands on its way to Försäkringskassan.

-- One row per decision. Days are day numbers, and the decision is empty where a record was so
-- damaged that it could not be read. What is granted stands in units of 1/196 minute per week,
-- month or period. Conflicts and faults are lists of three texts each, as JSON.
create table kvitto.transfers_a (
    case_id uuid not null,
    municipality text collate "C" not null,
    decision text collate "C" not null,
    state text collate "C" not null,
    reason text collate "C",
    since integer not null,
    opened_on integer not null,
    ends_on integer,
    units bigint not null,
    per text collate "C" not null,
    is_past_age_limit boolean not null,
    conflicts text collate "C" not null,
    faults text collate "C" not null,
    primary key (case_id, municipality, decision)
);

create table kvitto.transfers_b (like kvitto.transfers_a including all);

create view kvitto.transfers as
    select * from kvitto.transfers_a where (select kvitto.is_shown('transfers', 'a'))
    union all
    select * from kvitto.transfers_b where (select kvitto.is_shown('transfers', 'b'));

grant select, insert, update, delete on
    kvitto.transfers_a, kvitto.transfers_b to kvitto_application;
grant select on kvitto.transfers to kvitto_application;
