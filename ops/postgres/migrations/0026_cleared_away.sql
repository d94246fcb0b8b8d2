-- Whether the bytes of whom was forgotten are cleared from the tables' files, as far as is known.
alter table kvitto.persons_forgotten add column cleared_at timestamptz;
