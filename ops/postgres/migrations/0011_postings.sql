-- Postings: double entry of every event that moves money.

-- A row names the account that is debited and the one that is credited, so no set of rows is out
-- of balance. A case's rows are numbered in the order in which they were booked. A month is
-- year * 12 + month - 1, a period the number of its first day; `party` is whom a payable or a
-- receivable is against. Accounts are roles; their numbers stand in the chart.
create table kvitto.postings_a (
    case_id uuid not null,
    number integer not null,
    event_id uuid not null,
    cause text collate "C" not null,
    booked_on date not null,
    book text collate "C" not null,
    debit text collate "C" not null,
    credit text collate "C" not null,
    ore bigint not null check (ore > 0),
    month integer,
    period integer,
    municipality text collate "C",
    party uuid,
    primary key (case_id, number),
    check (debit <> credit)
);

create table kvitto.postings_b (like kvitto.postings_a including all);

create view kvitto.postings as
    select * from kvitto.postings_a where (select kvitto.is_shown('postings', 'a'))
    union all
    select * from kvitto.postings_b where (select kvitto.is_shown('postings', 'b'));

grant select, insert, update, delete on kvitto.postings_a, kvitto.postings_b
    to kvitto_application;
grant select on kvitto.postings to kvitto_application;
