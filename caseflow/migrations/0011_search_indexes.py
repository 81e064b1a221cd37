"""Versions of search indexes; tokens of names written before keep the form they were written in."""

from django.db import migrations, models

FORMER_FORM, FORMER_BITS = "name", 12


def keep_the_former_form(apps, schema_editor):
    SearchToken = apps.get_model("caseflow", "SearchToken")
    SearchIndex = apps.get_model("caseflow", "SearchIndex")
    named = SearchToken.objects.filter(label="name").order_by()
    for version in named.values_list("version", flat=True).distinct():
        SearchIndex.objects.create(
            label="name", version=version, form=FORMER_FORM, bits=FORMER_BITS
        )


class Migration(migrations.Migration):
    dependencies = [("caseflow", "0010_day_changes")]

    operations = [
        migrations.CreateModel(
            name="SearchIndex",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=12)),
                ("version", models.PositiveIntegerField()),
                ("form", models.CharField(max_length=12)),
                ("bits", models.PositiveSmallIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("label", "version"), name="index_once")
                ],
            },
        ),
        migrations.RunPython(keep_the_former_form, migrations.RunPython.noop),
    ]
