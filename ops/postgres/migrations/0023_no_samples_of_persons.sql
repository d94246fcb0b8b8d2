-- Statistics of a column hold samples of its values, outlive the rows, and lie where only a
-- superuser clears away: of what forgetting destroys none are taken.
alter table kvitto.person_keys alter column wrapped set statistics 0;
alter table kvitto.person_fields alter column ciphertext set statistics 0;
alter table kvitto.identities alter column token set statistics 0;
-- Naming the type again, the same, throws away the statistics that there are.
alter table kvitto.person_keys alter column wrapped type bytea;
alter table kvitto.person_fields alter column ciphertext type bytea;
alter table kvitto.identities alter column token type bytea;
