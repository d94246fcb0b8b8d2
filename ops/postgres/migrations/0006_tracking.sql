-- How far each follower of the log has come, moved forward only.

create table kvitto.trackings (
    follower text primary key,
    position bigint not null
) with (fillfactor = 50);

create function kvitto.track(by_follower text, to_position bigint) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
-- Move a follower forward; false when it is there already, or further.
begin
    insert into kvitto.trackings as t (follower, position) values (by_follower, to_position)
    on conflict (follower) do update set position = excluded.position
    where t.position < excluded.position;
    return found;
end
$$;

revoke all on function kvitto.track from public;
grant execute on function kvitto.track to kvitto_application;
grant select on kvitto.trackings to kvitto_application;
