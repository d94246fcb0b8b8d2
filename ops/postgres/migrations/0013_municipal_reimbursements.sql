-- Municipal reimbursements: a row per claim of a municipality on the state.

-- A month is year * 12 + month - 1. `owed_ore` is null where the rulebook lacked a value. `cuts`
-- and `wrong` name each reason and its öre, in the order in which they were found.
create table kvitto.municipal_reimbursements_a (
    case_id uuid not null,
    claim text collate "C" not null,
    municipality text collate "C" not null,
    decision text collate "C" not null,
    month integer not null,
    state text collate "C" not null,
    received_on date not null,
    decided_on date,
    claimed_ore bigint not null,
    owed_ore bigint,
    decided_ore bigint not null,
    paid_ore bigint not null,
    outstanding_ore bigint not null,
    withheld_ore bigint not null,
    difference_ore bigint not null,
    cuts text collate "C" not null,
    wrong text collate "C" not null,
    primary key (case_id, claim)
);

create table kvitto.municipal_reimbursements_b
    (like kvitto.municipal_reimbursements_a including all);

create view kvitto.municipal_reimbursements as
    select * from kvitto.municipal_reimbursements_a
    where (select kvitto.is_shown('municipal_reimbursements', 'a'))
    union all
    select * from kvitto.municipal_reimbursements_b
    where (select kvitto.is_shown('municipal_reimbursements', 'b'));

grant select, insert, update, delete on
    kvitto.municipal_reimbursements_a, kvitto.municipal_reimbursements_b to kvitto_application;
grant select on kvitto.municipal_reimbursements to kvitto_application;
