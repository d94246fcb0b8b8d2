-- Sick-pay compensation: claims on municipalities, and the component in the rate.

-- A claim has a row of its own, in the month in which its time was first lost; what is owed of it
-- is null where the rulebook lacks a value. The other rows, without a claim, are what the
-- component of a month's payable hours is or would be, and what of it is in the rate. A month is
-- year * 12 + month - 1.
create table kvitto.sick_pay_compensation_a (
    case_id uuid not null,
    month integer not null,
    municipality text collate "C" not null,
    provider uuid not null,
    claim text collate "C" not null,
    claimed_ore bigint not null,
    owed_ore bigint,
    approved_ore bigint not null,
    paid_ore bigint not null,
    component_ore bigint not null,
    in_rate_ore bigint not null,
    primary key (case_id, month, municipality, provider, claim)
);

create table kvitto.sick_pay_compensation_b (
    like kvitto.sick_pay_compensation_a including all
);

create view kvitto.sick_pay_compensation as
    select * from kvitto.sick_pay_compensation_a
    where (select kvitto.is_shown('sick_pay_compensation', 'a'))
    union all
    select * from kvitto.sick_pay_compensation_b
    where (select kvitto.is_shown('sick_pay_compensation', 'b'));

grant select, insert, update, delete on
    kvitto.sick_pay_compensation_a, kvitto.sick_pay_compensation_b to kvitto_application;
grant select on kvitto.sick_pay_compensation to kvitto_application;
