"""The order of items and what stands on the first page: agreed on by two people, as their content is."""

from importlib import import_module

from django.db import migrations, models

from linli.base.migrations_support import Statements

guarded = import_module("linli.catalog.migrations.0005_guarded")
rights = guarded.rights

KINDS = [("admit", "新增"), ("change", "修改"), ("retire", "停用"), ("restore", "恢复"), ("arrange", "调整次序")]
OF_TWO = """
CREATE FUNCTION catalog_arrangement_of_two() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public AS $$
BEGIN
  IF NEW.origin = 'desk' AND EXISTS (SELECT FROM catalog_proposal p WHERE p.decided_in = pg_current_xact_id()
    AND p.outcome = 'approved' AND p.kind = 'arrange' AND p.decided_by_id <> p.proposed_by_id
    AND p.decided_at = NEW.since AND p.spec = jsonb_build_object('front', NEW.front, 'order', NEW."order")) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'an order is what two people agreed on' USING ERRCODE = 'insufficient_privilege';
END $$
"""
GUARD = (
    f"CREATE CONSTRAINT TRIGGER of_two AFTER INSERT OR UPDATE ON catalog_arrangement {guarded.AT_THE_END}"
    f" WHEN ({guarded.ASKED}) EXECUTE FUNCTION catalog_arrangement_of_two()"
)


def says_what(kinds: list[str]) -> models.CheckConstraint:
    """Which proposals have a content."""
    return models.CheckConstraint(
        condition=models.Q(("kind__in", kinds), ("spec__isnull", False))
        | models.Q(("kind__in", ["retire", "restore"]), ("spec__isnull", True)),
        name="proposal_says_what",
    )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_guarded")]
    operations = [
        migrations.CreateModel(
            name="Arrangement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("front", models.JSONField(help_text="Codes in their order.", null=True, verbose_name="首页上的")),
                (
                    "order",
                    models.JSONField(
                        help_text="Codes of all items; each shelf takes its own.", null=True, verbose_name="次序"
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="启用时间")),
                (
                    "origin",
                    models.CharField(choices=[("file", "文件"), ("desk", "工作台")], max_length=4, verbose_name="来自"),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("front__isnull", True), ("order__isnull", True))
                        | models.Q(("front__isnull", False), ("order__isnull", False)),
                        name="arrangement_of_both_or_none",
                    ),
                ],
            },
        ),
        migrations.AlterField(
            model_name="proposal",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=8, verbose_name="要做什么"),
        ),
        migrations.RemoveConstraint(model_name="proposal", name="proposal_says_what"),
        migrations.AddConstraint(model_name="proposal", constraint=says_what(["admit", "change", "arrange"])),
        Statements(
            [
                rights("REVOKE", "INSERT, UPDATE, DELETE", "catalog_arrangement", "linli_common"),
                rights("GRANT", "INSERT", "catalog_arrangement", "linli_staff"),
                OF_TWO,
                "REVOKE ALL ON FUNCTION catalog_arrangement_of_two() FROM PUBLIC",
                GUARD,
            ],
            [
                "DROP TRIGGER of_two ON catalog_arrangement",
                "DROP FUNCTION catalog_arrangement_of_two()",
                rights("REVOKE", "INSERT", "catalog_arrangement", "linli_staff"),
                rights("GRANT", "INSERT, UPDATE, DELETE", "catalog_arrangement", "linli_common"),
            ],
        ),
    ]
