"""The database itself asks for two people: no version and no item is written but in the course of what was approved.

`catalog_proposal.decided_in` names the transaction that decided; only the trigger writes it, and no model knows it. What
is written beside it is looked at when that transaction ends, so the order of writing is free, as the release before
has it. The owner, who loads files, is not asked.
"""

from importlib import import_module

from django.db import migrations

from linli.base.migrations_support import Statements

rights = import_module("linli.catalog.migrations.0003_proposals").rights

ASKED = "current_user IN ('linli_staff', 'linli_resident', 'linli_system', 'linli_app')"
DECIDABLE = "outcome, note, decided_by_id, decided_at"
# Whoever proposes says so in person and decides nothing; whoever decides does it in person, once.
IN_PERSON = """
CREATE FUNCTION catalog_in_person() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE me text := current_setting('linli.actor', true);
BEGIN
  NEW.decided_in := NULL;
  IF TG_OP = 'INSERT' AND (NEW.outcome <> '' OR NEW.proposed_by_id::text IS DISTINCT FROM me) THEN
    RAISE EXCEPTION 'a proposal is made in person and decided later' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF OLD.outcome <> '' OR NEW.outcome = '' OR NEW.decided_by_id::text IS DISTINCT FROM me THEN
      RAISE EXCEPTION 'a proposal is decided in person and once' USING ERRCODE = 'insufficient_privilege';
    END IF;
    NEW.decided_in := pg_current_xact_id();
  END IF;
  RETURN NEW;
END $$
"""
# The content two people agreed on, made from the version before it; its hash is no other content's.
OF_TWO = """
CREATE FUNCTION catalog_version_of_two() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public AS $$
DECLARE earlier catalog_itemversion;
BEGIN
  SELECT * INTO earlier FROM catalog_itemversion v
    WHERE v.item_id = NEW.item_id AND v.number < NEW.number ORDER BY v.number DESC LIMIT 1;
  IF NEW.number = coalesce(earlier.number, 0) + 1 AND NEW.origin = 'desk'
    AND NOT EXISTS (SELECT FROM catalog_itemversion v WHERE v.version = NEW.version AND v.spec <> NEW.spec)
    AND EXISTS (SELECT FROM catalog_proposal p WHERE p.decided_in = pg_current_xact_id() AND p.outcome = 'approved'
      AND p.kind IN ('admit', 'change') AND p.code = NEW.item_id AND p.spec = NEW.spec
      AND p.decided_by_id <> p.proposed_by_id AND p.decided_at = NEW.since
      AND p.base_id IS NOT DISTINCT FROM earlier.id) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'a version is what two people agreed on: % %', NEW.item_id, NEW.number
    USING ERRCODE = 'insufficient_privilege';
END $$
"""
# What is offered is what the newest version says, and stands or not as two people agreed.
AS_VERSION = """
CREATE FUNCTION catalog_item_as_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public AS $$
BEGIN
  IF EXISTS (SELECT FROM catalog_serviceitem i JOIN catalog_itemversion v ON v.id = i.live_id AND v.item_id = i.code
    WHERE i.code = NEW.code AND i.origin = 'desk' AND i.spec = v.spec AND i.version = v.version
      AND NOT EXISTS (SELECT FROM catalog_itemversion w WHERE w.item_id = i.code AND w.number > v.number)
      AND (i.code, i.name, i.plain_name, i.short_name, i.kind, i.audience, i.life_event, i.icon, i.common::text)
        = (v.spec ->> 'code', v.spec ->> 'name', v.spec ->> 'plain_name', v.spec ->> 'short_name', v.spec ->> 'kind',
           v.spec ->> 'audience', v.spec ->> 'life_event', v.spec ->> 'icon', coalesce(v.spec ->> 'common', '0'))
      AND EXISTS (SELECT FROM catalog_proposal p WHERE p.decided_in = pg_current_xact_id()
        AND p.outcome = 'approved' AND p.code = i.code AND p.decided_by_id <> p.proposed_by_id
        AND i.is_active = (p.kind <> 'retire')
        AND CASE WHEN p.kind IN ('admit', 'change') THEN p.spec = v.spec ELSE p.base_id = v.id END)) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'an item is what two people agreed on: %', NEW.code USING ERRCODE = 'insufficient_privilege';
END $$
"""
IN_PERSON_TRIGGER = (
    "CREATE TRIGGER in_person BEFORE INSERT OR UPDATE ON catalog_proposal FOR EACH ROW"
    f" WHEN ({ASKED}) EXECUTE FUNCTION catalog_in_person()"
)
AT_THE_END = "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
GUARDS = [
    IN_PERSON_TRIGGER,
    *(
        f"CREATE CONSTRAINT TRIGGER {name} AFTER INSERT OR UPDATE ON {table} {AT_THE_END}"
        f" WHEN ({ASKED}) EXECUTE FUNCTION {function}()"
        for name, table, function in (
            ("of_two", "catalog_itemversion", "catalog_version_of_two"),
            ("as_version", "catalog_serviceitem", "catalog_item_as_version"),
        )
    ),
]


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_read_by_jobs")]
    operations = [
        Statements(
            ["ALTER TABLE catalog_proposal ADD COLUMN decided_in xid8"],
            ["ALTER TABLE catalog_proposal DROP COLUMN decided_in"],
        ),
        Statements(
            [
                rights("REVOKE", "UPDATE", "catalog_proposal", "linli_staff"),
                rights("GRANT", f"UPDATE ({DECIDABLE})", "catalog_proposal", "linli_staff"),
            ],
            [
                rights("REVOKE", f"UPDATE ({DECIDABLE})", "catalog_proposal", "linli_staff"),
                rights("GRANT", "UPDATE", "catalog_proposal", "linli_staff"),
            ],
        ),
        Statements(
            [
                IN_PERSON,
                OF_TWO,
                AS_VERSION,
                "REVOKE ALL ON FUNCTION catalog_version_of_two() FROM PUBLIC",
                "REVOKE ALL ON FUNCTION catalog_item_as_version() FROM PUBLIC",
                *GUARDS,
            ],
            [
                "DROP TRIGGER as_version ON catalog_serviceitem",
                "DROP TRIGGER of_two ON catalog_itemversion",
                "DROP TRIGGER in_person ON catalog_proposal",
                "DROP FUNCTION catalog_item_as_version()",
                "DROP FUNCTION catalog_version_of_two()",
                "DROP FUNCTION catalog_in_person()",
            ],
        ),
    ]
