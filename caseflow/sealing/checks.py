"""Start-up checks: labels are unique and registered, the master key can be read."""

from collections import Counter
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from caseflow.sealing import provider
from caseflow.sealing.fields import SealedField

REGISTRY = Path(__file__).parent / "labels.txt"


def labels_in_use() -> list[str]:
    """Label of every sealed field of every model, sorted, doubles kept."""
    return sorted(
        field.label
        for model in apps.get_models()
        if model._meta.managed
        for field in model._meta.local_concrete_fields
        if isinstance(field, SealedField)
    )


def labels(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """A label that is missing, double, unregistered or vanished would make cells unreadable."""
    used = [label for label in labels_in_use() if not label.startswith("sample.")]
    known = set(REGISTRY.read_text().split())
    found: list[checks.CheckMessage] = [
        checks.Error(f"Sealed label {label!r} is used {times} times.", id="sealing.E001")
        for label, times in Counter(used).items()
        if times > 1 or not label
    ]
    found += [
        checks.Error(f"Sealed label {label} is not in labels.txt.", id="sealing.E002")
        for label in sorted(set(used) - known)
    ]
    found += [
        checks.Error(f"Sealed label {label} vanished from the models.", id="sealing.E003")
        for label in sorted(known - set(used))
    ]
    return found


def master_key(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Without its master key the application does not start (run with `check --deploy`)."""
    try:
        provider.load()
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="sealing.E004")]
    return []
