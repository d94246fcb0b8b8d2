-- Least privilege: sessions act as the role whose work they do, and nobody may do it all.

-- The one role of before is left with nothing; the server may need it for another database.
revoke all on all tables in schema kvitto from kvitto_application;
revoke all on all functions in schema kvitto from kvitto_application;
revoke all on schema kvitto from kvitto_application;

-- A function is granted to whom it is for; PostgreSQL lets everybody call what is made anew.
revoke all on all functions in schema kvitto from public;
alter default privileges revoke execute on functions from public;
