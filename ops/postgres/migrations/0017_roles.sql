-- Roles by what they do: one writes the log, one the read models, one the seals, one only reads.

grant usage on schema kvitto to kvitto_reader, kvitto_writer, kvitto_projector, kvitto_sealer;

-- Everybody reads the log, and knows where it ends and which schema it has.
grant select on kvitto.events, kvitto.head, kvitto.migrations
    to kvitto_reader, kvitto_writer, kvitto_projector, kvitto_sealer;
grant execute on function kvitto.also_met_as(bytea), kvitto.replaced_by(bytea)
    to kvitto_reader, kvitto_writer, kvitto_projector, kvitto_sealer;

-- A name is found by its token, and no token is ever read.
grant execute on function kvitto.find_names, kvitto.is_key_right
    to kvitto_reader, kvitto_writer, kvitto_projector, kvitto_sealer;
grant select (kind, id, reference) on kvitto.identities
    to kvitto_reader, kvitto_writer, kvitto_projector;

-- The writer adds to the log through its functions, and writes no table but what is copied in.
grant insert on kvitto.staging to kvitto_writer;
grant execute on function kvitto.append, kvitto.import_batch, kvitto.resolve to kvitto_writer;

-- Followers move through a function, which lets them go forward only.
grant select on kvitto.trackings to kvitto_reader, kvitto_writer, kvitto_projector;
grant execute on function kvitto.track to kvitto_writer, kvitto_projector;

-- The projector writes what the log can rebuild.
grant execute on function kvitto.is_shown to kvitto_reader, kvitto_projector;
grant select, insert, update, delete on
    kvitto.projections, kvitto.projection_cases, kvitto.projection_parked to kvitto_projector;
grant select on kvitto.projections, kvitto.projection_cases, kvitto.projection_parked
    to kvitto_reader;
grant select, insert on kvitto.audits to kvitto_projector;
grant select on kvitto.audits to kvitto_reader;

do $$
declare
    model text;
begin
    foreach model in array array[
        'balances', 'payout_verification', 'municipal_cofinancing', 'postings',
        'sick_pay_compensation', 'municipal_reimbursements', 'municipal_debits', 'recoveries',
        'transfers']
    loop
        execute format(
            'grant select, insert, update, delete on kvitto.%I, kvitto.%I to kvitto_projector',
            model || '_a', model || '_b');
        execute format('grant select on kvitto.%I, kvitto.%I to kvitto_reader',
            model || '_a', model || '_b');
        execute format('grant select on kvitto.%I to kvitto_projector, kvitto_reader', model);
    end loop;
end
$$;
