"""Loaded versions of the law, which only grow; every clock points at the one it was computed under."""

import json
import tomllib
import uuid
from datetime import date
from hashlib import sha256
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils import timezone

from audit.growing import operation

LAW = Path(__file__).parents[1] / "law"
FILES = {"2011": "regime_2011", "2024": "regime_2024", "data": "data_protection"}


def _text(code: str) -> str:
    """The file as it lies here, in its canonical form."""
    own = getattr(settings, "HOUSE_RULES_FILE", "") or LAW / "house_rules.toml"
    path = Path(own) if code == "house" else LAW / f"{FILES[code]}.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return json.dumps(
        raw, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=date.isoformat
    )


def point(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Clocks that exist already were computed under the files as they lie here."""
    clocks, regimes = (apps.get_model("caseflow", name) for name in ("Clock", "Regime"))
    for code in clocks.objects.order_by().values_list("code", flat=True).distinct():
        canonical = _text(code)
        head = json.loads(canonical)
        digest = sha256(canonical.encode()).hexdigest()
        regimes.objects.create(
            code=code,
            version=head["version"],
            digest=digest,
            effective_from=head["effective_from"],
            effective_to=head.get("effective_to"),
            canonical=canonical,
            loaded_at=timezone.now(),
        )
        clocks.objects.filter(code=code).update(regime_id=digest)


class Migration(migrations.Migration):
    dependencies = [("caseflow", "0017_clocks_are_paused"), ("audit", "0004_words_of_witnesses")]

    operations = [
        migrations.CreateModel(
            name="Regime",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=20)),
                ("version", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("effective_from", models.DateField()),
                ("effective_to", models.DateField(blank=True, null=True)),
                ("canonical", models.TextField()),
                ("loaded_at", models.DateTimeField()),
            ],
            options={
                "db_table": "caseflow_regime",
                "constraints": [
                    models.UniqueConstraint(fields=("code", "version"), name="regime_version_once")
                ],
            },
        ),
        migrations.RenameField("clock", "regime", "code"),
        migrations.AddField(
            model_name="clock",
            name="regime",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="caseflow.regime",
                to_field="digest",
            ),
        ),
        migrations.RunPython(point, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="clock",
            name="regime",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="caseflow.regime",
                to_field="digest",
            ),
        ),
        migrations.RemoveField("clock", "code"),
        operation("caseflow_regime"),
    ]
