"""Start-up of the sealing app."""

from django.apps import AppConfig
from django.core import checks as django_checks
from django.utils.translation import gettext_lazy as _

from audit import vocabulary
from audit.vocabulary import COUNT, EventKind

EVENTS = (
    EventKind(
        "keys.rewrapped",
        _("Bọc lại khoá dữ liệu bằng khoá chủ mới"),
        "system",
        "key",
        {"master": COUNT, "keys": COUNT},
    ),
    EventKind("key.replaced", _("Thay khoá của hồ sơ"), "system", "key", {"version": COUNT}),
    EventKind(
        "key.resealed",
        _("Niêm phong lại dữ liệu bằng khoá mới"),
        "system",
        "key",
        {"version": COUNT, "rows": COUNT},
    ),
    EventKind("key.retired", _("Huỷ khoá đã thay"), "system", "key", {"version": COUNT}),
)


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
        for event in EVENTS:
            vocabulary.register(event)
        rows.register_reader(telling.sealed_rows)
        rows.register_reader(telling.sealed_files)
        rows.register_reader(telling.data_keys)
