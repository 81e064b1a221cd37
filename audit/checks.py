"""Start-up checks: who runs the application does not own the log; time-stamps can be believed."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from audit import authority, guard, roles

HINT = "Create a role of its own and run manage.py database_roles as the owner of the tables."


def separate_owner(
    app_configs: Any, databases: Any = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Where AUDIT_SEPARATE_OWNER is set, the role of the application must not be able to rewrite the log."""
    if (
        not settings.AUDIT_SEPARATE_OWNER
        or "default" not in (databases or ())
        or guard.is_relaxed()
    ):
        return []
    found = roles.shortcomings("default")
    return [checks.Error(_sentence(found), hint=HINT, id="audit.E001")] if found else []


def time_stamps(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Where a time-stamping authority is set, its address and its certificates must be usable."""
    url = settings.AUDIT_TSA_URL
    if not url:
        return []
    if not url.startswith(("https://", "http://")) or not settings.AUDIT_TSA_CERTS:
        told = "AUDIT_TSA_URL needs an address of the web and AUDIT_TSA_CERTS beside it."
        return [checks.Error(told, id="audit.E002")]
    try:
        authority.roots()
    except (OSError, ValueError):
        return [checks.Error("AUDIT_TSA_CERTS holds no certificates.", id="audit.E003")]
    return []


def refuse_mighty_role() -> None:
    """ImproperlyConfigured where a server or worker would start with such a role."""
    if settings.AUDIT_SEPARATE_OWNER and (found := roles.shortcomings("default")):
        raise ImproperlyConfigured(f"{_sentence(found)} {HINT}")


def _sentence(found: list[str]) -> str:
    return f"The database role of the application is too mighty: {'; '.join(found)}."
