"""Start-up of the sealing app."""

from django.apps import AppConfig
from django.core import checks as django_checks


class SealingConfig(AppConfig):
    """Names the app."""

    name = "caseflow.sealing"
    label = "sealing"

    def ready(self) -> None:
        """Register the checks, and what `verify_trail --rows` reads; models are complete only now."""
        from audit import rows  # noqa: PLC0415 - needs loaded models
        from caseflow.sealing import checks, telling  # noqa: PLC0415 - needs loaded models

        django_checks.register(checks.labels)
        django_checks.register(checks.master_key, deploy=True)
        rows.register_reader(telling.sealed_rows)
        rows.register_reader(telling.data_keys)
