-- Audits that were run, so that an operator sees when the last one was and what it found.

create table kvitto.audits (
    id bigint generated always as identity primary key,
    ended_at timestamptz not null default clock_timestamp(),
    -- What was asked, as a person reads it: the point, the day of reckoning, months, the case.
    point text not null,
    reckoned_on date not null,
    rulebook text not null,
    first_month text,
    last_month text,
    case_ref text,
    -- Where the log ended.
    position bigint not null,
    cases bigint not null,
    payouts bigint not null,
    findings bigint not null,
    difference_ore bigint not null,
    exit_code integer not null
);

grant select, insert on kvitto.audits to kvitto_application;
