-- What says the same of a register document as before, without a search of every case document.

-- The names come first: these are nearly all of a log, and none of them is of the register. A new
-- name, or a new version of one of these, is searched like any other until it stands here.
drop index kvitto.events_also;
drop index kvitto.events_replaces;

create index events_also on kvitto.events (kvitto.also_met_as(state))
where name <> all (array['time-report-received/2', 'bill-received/1', 'payment-ordered/2',
                         'payment-settled/1', 'municipal-debit-issued/1', 'claim-decided/1',
                         'claim-paid/1', 'case-read/1'])
and position('"also":"'::bytea in state) > 0;

create index events_replaces on kvitto.events (kvitto.replaced_by(state))
where name <> all (array['time-report-received/2', 'bill-received/1', 'payment-ordered/2',
                         'payment-settled/1', 'municipal-debit-issued/1', 'claim-decided/1',
                         'claim-paid/1', 'case-read/1'])
and position('"replaces":"'::bytea in state) > 0;
