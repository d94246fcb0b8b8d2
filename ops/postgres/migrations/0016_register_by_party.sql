-- The register by party: what it says of somebody is found without reading all of it.

-- A document lies in the stream of whom it is about. Two more lead to it: the other id under which
-- it says that the same person is met, and the document that it replaces. Few events name either,
-- so both indexes are small, and an event that names none costs one search of its bytes.
create function kvitto.also_met_as(state bytea) returns uuid
language sql immutable strict parallel safe
return (convert_from(state, 'UTF8')::jsonb #>> '{event,also}')::uuid;

create function kvitto.replaced_by(state bytea) returns text
language sql immutable strict parallel safe
return convert_from(state, 'UTF8')::jsonb #>> '{envelope,replaces}';

create index events_also on kvitto.events (kvitto.also_met_as(state))
where position('"also":"'::bytea in state) > 0;

create index events_replaces on kvitto.events (kvitto.replaced_by(state))
where position('"replaces":"'::bytea in state) > 0;

grant execute on function kvitto.also_met_as(bytea), kvitto.replaced_by(bytea)
to kvitto_application;
