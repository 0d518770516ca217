"""Whoever sees a unit's answers reads who wrote them. Apart, since it locks the journal."""

from django.db import migrations

from linli.base.migrations_support import JournalSight


class Migration(migrations.Migration):
    dependencies = [("base", "0001_journal"), ("cases", "0031_answers_and_views")]
    operations = [JournalSight("cases.answertemplate", "cases_answer_template", roles=("staff",))]
