"""Amounts by province; on PostgreSQL the database itself refuses two of a kind on one day."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

NO_OVERLAP = """
ALTER TABLE support_rate ADD CONSTRAINT rate_no_overlap EXCLUDE USING gist (
  int8range(hashtextextended(province || ':' || kind, 0),
            hashtextextended(province || ':' || kind, 0), '[]') WITH &&,
  daterange(valid_from, valid_to, '[]') WITH &&
) WHERE (corrected_at IS NULL)
"""
"""A range of one number stands for province and kind, so that no extension is needed."""


def install(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite has one writer at a time: there the action alone judges."""
    if editor.connection.vendor == "postgresql":
        editor.execute(NO_OVERLAP, params=None)


def remove(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Undo `install`."""
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE support_rate DROP CONSTRAINT rate_no_overlap", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("caseflow", "0019_what_is_said_about_a_limit"),
        ("support", "0003_names_of_sealed_fields"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Rate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("province", models.CharField(max_length=3)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("meals", "Tiền ăn tại cơ sở"),
                            ("clothes", "Quần áo, đồ dùng cá nhân"),
                            ("travel_meals", "Tiền ăn trên đường"),
                            ("medicine", "Thuốc chữa bệnh thông thường"),
                            ("training", "Học nghề"),
                            ("hardship", "Trợ cấp khó khăn ban đầu"),
                        ],
                        max_length=20,
                    ),
                ),
                ("amount", models.PositiveIntegerField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("legal_basis", models.CharField(max_length=200)),
                (
                    "certainty",
                    models.CharField(
                        choices=[
                            ("T", "Đọc trong văn bản"),
                            ("S", "Nguồn thứ cấp"),
                            ("I", "Suy luận"),
                            ("U", "Chưa xác minh"),
                            ("H", "Quy ước nội bộ, không phải luật"),
                        ],
                        max_length=1,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("corrected_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="caseflow.agency",
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="support.rate",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="rate_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="rate_is_an_amount"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("corrected_at__isnull", True), ("valid_to__isnull", True)
                        ),
                        fields=("province", "kind"),
                        name="rate_one_open",
                    ),
                ],
            },
        ),
        migrations.RunPython(install, remove),
    ]
