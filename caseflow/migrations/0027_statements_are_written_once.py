"""What was told stays as it was told: the database refuses other words, other codes, and none."""

from django.db import migrations

from audit.keeping import operation


class Migration(migrations.Migration):
    dependencies = [
        ("caseflow", "0026_what_a_statement_covers"),
        ("audit", "0003_tree_over_the_events"),
    ]

    operations = [operation("caseflow_statement")]
