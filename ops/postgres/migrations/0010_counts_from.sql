-- From which day on a row of payout verification counts in a reckoning.

-- An advance is owed without any paper, from its month on, and a period is
-- settled after its end: before that neither is looked at. The number of the
-- day, or 0 where a paper speaks of the month or money of the period.
alter table kvitto.payout_verification_a add column counts_from integer not null default 0;
alter table kvitto.payout_verification_b add column counts_from integer not null default 0;

create or replace view kvitto.payout_verification as
    select * from kvitto.payout_verification_a
    where (select kvitto.is_shown('payout_verification', 'a'))
    union all
    select * from kvitto.payout_verification_b
    where (select kvitto.is_shown('payout_verification', 'b'));
