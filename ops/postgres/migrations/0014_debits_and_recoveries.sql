-- What municipalities were debited and paid, and what is owed back of a case.

-- A row for each municipality and month of a case that has a debit, a credit or late interest. A
-- month is year * 12 + month - 1; what is settled for a grant period has no month and the day
-- number of the period's first day in `period`, else 0. What is late is reckoned by the reader.
create table kvitto.municipal_debits_a (
    case_id uuid not null,
    month integer not null,
    period integer not null,
    municipality text collate "C" not null,
    account text collate "C" not null,
    primary key (case_id, month, period, municipality)
);

-- A row for each case of which something is owed back, was claimed or came back: its months that
-- no day of reckoning changes, and its recoveries.
create table kvitto.recoveries_a (
    case_id uuid primary key,
    owed_back text collate "C" not null
);

create table kvitto.municipal_debits_b (like kvitto.municipal_debits_a including all);
create table kvitto.recoveries_b (like kvitto.recoveries_a including all);

create view kvitto.municipal_debits as
    select * from kvitto.municipal_debits_a
    where (select kvitto.is_shown('municipal_debits', 'a'))
    union all
    select * from kvitto.municipal_debits_b
    where (select kvitto.is_shown('municipal_debits', 'b'));

create view kvitto.recoveries as
    select * from kvitto.recoveries_a where (select kvitto.is_shown('recoveries', 'a'))
    union all
    select * from kvitto.recoveries_b where (select kvitto.is_shown('recoveries', 'b'));

grant select, insert, update, delete on
    kvitto.municipal_debits_a, kvitto.municipal_debits_b,
    kvitto.recoveries_a, kvitto.recoveries_b to kvitto_application;
grant select on kvitto.municipal_debits, kvitto.recoveries to kvitto_application;
