"""A contract names the standard that its plan chose; weights are kept in basis points of the hundred."""

import django.db.models.deletion
from django.db import migrations, models

FROM_THE_PLAN = """
UPDATE contracts_contract c SET standard_id = (
  SELECT p.standard_id FROM procurement_award a JOIN procurement_procedureitem x ON x.procedure_id = a.procedure_id
  JOIN plans_planitem p ON p.id = x.item_id WHERE a.id = c.award_id ORDER BY x.id LIMIT 1)
"""
# a change of type rewrites the table without its triggers: what was signed may not be changed row by row
TO_BASIS_POINTS = (
    "ALTER TABLE contracts_contractindicator ALTER COLUMN weight TYPE integer USING weight * 100"
)
TO_POINTS = "ALTER TABLE contracts_contractindicator ALTER COLUMN weight TYPE smallint USING weight / 100"


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0002_counted_by_status"),
        ("plans", "0002_counted_by_status"),
        ("standards", "0002_drafts_and_basis_points"),
    ]

    operations = [
        migrations.AddField(
            "contract",
            "standard",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="standards.standard",
            ),
        ),
        migrations.RunSQL(FROM_THE_PLAN, migrations.RunSQL.noop),
        migrations.RunSQL(
            TO_BASIS_POINTS,
            TO_POINTS,
            state_operations=[migrations.AlterField("contractindicator", "weight", models.IntegerField())],
        ),
        migrations.RenameField("contractindicator", "weight", "weight_bp"),
    ]
