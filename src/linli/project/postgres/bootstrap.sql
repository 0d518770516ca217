-- Roles of a server that holds Linli. Run as superuser, once for the server; running it again changes nothing.
-- linli_app must never inherit a group role: a policy "TO linli_system USING (true)" would then hold for the bare login.
DO $$
DECLARE
  wanted record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('linli.bootstrap'));
  FOR wanted IN
    SELECT * FROM (VALUES
      ('linli_owner', 'LOGIN CREATEDB'),
      ('linli_app', 'LOGIN NOINHERIT'),
      ('linli_common', 'NOLOGIN'),
      ('linli_staff', 'NOLOGIN'),
      ('linli_resident', 'NOLOGIN'),
      ('linli_system', 'NOLOGIN')
    ) AS role (name, attributes)
  LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) THEN
      EXECUTE format('CREATE ROLE %I %s', wanted.name, wanted.attributes);
    END IF;
  END LOOP;
  GRANT linli_common TO linli_app, linli_staff, linli_resident, linli_system WITH INHERIT TRUE;
  GRANT linli_staff, linli_resident, linli_system TO linli_app WITH INHERIT FALSE, SET TRUE;
END
$$;
