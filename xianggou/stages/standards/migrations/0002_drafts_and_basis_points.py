"""Standards are drafted before they are published; weights are kept in basis points of the hundred."""

from django.db import migrations, models
from django.db.models import Q

STATUSES = [
    ("draft", "草稿"),
    ("sent", "待发布"),
    ("issued", "已发布"),
    ("replaced", "已被新版取代"),
    ("dropped", "已作废"),
]
# a change of type rewrites the table without its triggers: what was published may not be changed row by row
TO_BASIS_POINTS = "ALTER TABLE standards_indicator ALTER COLUMN weight TYPE integer USING weight * 100"
TO_POINTS = "ALTER TABLE standards_indicator ALTER COLUMN weight TYPE smallint USING weight / 100"


class Migration(migrations.Migration):
    dependencies = [("standards", "0001_initial")]

    operations = [
        migrations.AddField("standard", "scope", models.TextField(blank=True, default="")),
        migrations.AddField("standard", "effective_on", models.DateField(null=True)),
        migrations.AddField("standard", "sent_by", models.BigIntegerField(null=True)),
        migrations.AddField("standard", "published_by", models.BigIntegerField(null=True)),
        migrations.AddField("standard", "version", models.IntegerField(default=1)),
        migrations.AlterField("standard", "number", models.IntegerField(null=True)),
        migrations.AlterField("standard", "issued_on", models.DateField(null=True)),
        migrations.AlterField(
            "standard", "status", models.CharField(choices=STATUSES, default="issued", max_length=8)
        ),
        migrations.RunSQL(
            "UPDATE standards_standard SET effective_on = issued_on WHERE effective_on IS NULL",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "DROP TRIGGER IF EXISTS it_only_grows ON standards_indicator", migrations.RunSQL.noop
        ),
        migrations.RunSQL(
            TO_BASIS_POINTS,
            TO_POINTS,
            state_operations=[migrations.AlterField("indicator", "weight", models.IntegerField())],
        ),
        migrations.RenameField("indicator", "weight", "weight_bp"),
        migrations.AddConstraint(
            "standard",
            models.UniqueConstraint(
                condition=Q(("status", "issued")),
                fields=("place_code", "catalogue_code"),
                name="an_item_has_one_standard_published",
            ),
        ),
        migrations.AddConstraint(
            "standard",
            models.UniqueConstraint(
                condition=Q(("status__in", ["draft", "sent"])),
                fields=("place_code", "catalogue_code"),
                name="an_item_has_one_standard_in_the_making",
            ),
        ),
        migrations.AddConstraint(
            "standard",
            models.CheckConstraint(
                condition=Q(
                    ("status__in", ["draft", "sent", "dropped"]),
                    Q(
                        ("effective_on__isnull", False),
                        ("issued_on__isnull", False),
                        ("number__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_published_standard_is_numbered_and_dated",
            ),
        ),
        migrations.AddConstraint(
            "indicator",
            models.UniqueConstraint(fields=("standard", "order"), name="an_indicator_has_its_own_place"),
        ),
        migrations.AddConstraint(
            "indicator",
            models.CheckConstraint(
                condition=Q(("weight_bp__gte", 0)), name="an_indicator_weighs_nothing_or_more"
            ),
        ),
    ]
