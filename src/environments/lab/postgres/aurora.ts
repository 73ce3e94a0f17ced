/**
 * Two functions of Aurora, for a lab that shows itself as AWS: who answers, and its crash. The crash is a real one: the
 * session's own process is killed, PostgreSQL takes that for what it is (its memory may be damaged), ends all sessions and
 * recovers from its log, in place. Aurora's other two ways to crash are taken for the same one.
 */
export const AURORA_SQL = `create function aurora_db_instance_identifier() returns text language sql
  as $$ select current_setting('cluster_name') $$;
create function aurora_inject_crash(kind text) returns text language plpgsql as $$
begin
  if kind not in ('instance', 'dispatcher', 'node') then
    raise exception 'unknown crash type: %', kind;
  end if;
  -- The parent of what it runs is the process of this session.
  copy (select 1) to program 'kill -KILL $PPID';
  return 'it lives on';
end $$`
