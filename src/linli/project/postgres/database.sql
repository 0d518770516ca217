-- What each database of Linli needs before its first migration. Run as superuser inside that database.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO linli_owner;
GRANT USAGE ON SCHEMA public TO linli_common;
ALTER DEFAULT PRIVILEGES FOR ROLE linli_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO linli_common;
ALTER DEFAULT PRIVILEGES FOR ROLE linli_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO linli_common;
DO $$
BEGIN
  -- imports go through a temporary table
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO linli_common, linli_owner', current_database());
END
$$;
