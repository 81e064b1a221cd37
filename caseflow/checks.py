"""Start-up checks: one django-fsm, safe SQLite files, no right on cases for a whole role."""

from collections.abc import Mapping
from importlib import metadata
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import connection

from audit import guard

PROVIDERS = ("django-fsm", "django-fsm-2")


def one_state_machine(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """django-fsm and django-fsm-2 write the same files; with both, nobody knows which one runs."""
    found = [name for name in PROVIDERS if _installed(name)]
    if found == ["django-fsm-2"]:
        return []
    return [
        checks.Error(f"Exactly django-fsm-2 must be installed, not {found}.", id="caseflow.E001")
    ]


def _installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def embedded_databases(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """A SQLite file without these settings loses steps, commits or erased keys under load."""
    return [
        checks.Error(
            f"The SQLite database {alias} is opened without {', '.join(missing)}.",
            id="caseflow.E003",
        )
        for alias, database in settings.DATABASES.items()
        if database["ENGINE"].endswith("sqlite3") and (missing := _missing(alias, database))
    ]


def _missing(alias: str, database: Mapping[str, Any]) -> list[str]:
    options = database.get("OPTIONS", {})
    asked = options.get("init_command", "").replace(" ", "").lower()
    journal = "delete" if alias == "keyring" else "wal"
    pragmas = (f"journal_mode={journal}", "synchronous=full", "secure_delete=on", "foreign_keys=on")
    missing = [words for words in pragmas if f"pragma{words}" not in asked]
    if options.get("transaction_mode") != "IMMEDIATE":
        missing.append("transaction_mode=IMMEDIATE")
    return missing


def no_rights_for_all(
    app_configs: Any, databases: Any = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """A model-level right on cases has no effect here and would open them all elsewhere."""
    from django.contrib.auth.models import Group  # noqa: PLC0415 - models exist only after start-up

    from caseflow.models import User  # noqa: PLC0415 - as above

    if "default" not in (databases or ()):
        return []
    tables = connection.introspection.table_names()
    if User._meta.db_table not in tables or Group._meta.db_table not in tables:
        return []
    named = {"permissions__content_type__app_label": "caseflow"}
    groups = Group.objects.filter(**named, permissions__codename__endswith="_case").exists()
    people = User.objects.filter(
        user_permissions__content_type__app_label="caseflow",
        user_permissions__codename__endswith="_case",
    ).exists()
    if groups or people:
        return [
            checks.Error("A group or user holds a model-level right on cases.", id="caseflow.E002")
        ]
    return []


def loaded_law(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """No limit can start under a law file that is not loaded, or that changed without a new version."""
    from caseflow import regimes  # noqa: PLC0415 - models exist only after start-up
    from caseflow.models import regime  # noqa: PLC0415 - as above

    if "default" not in (databases or ()) or guard.is_relaxed():
        return []
    if regime.TABLE not in connection.introspection.table_names():
        return []
    return [
        checks.Error(f"The law file {words}.", hint=regimes.HINT, id="caseflow.E005")
        for words in regimes.shortcomings()
    ]
