"""Rules for files, tables, migrations, events and addresses; each names what breaks it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.urls import URLPattern, URLResolver, get_resolver
from django.views import View

from audit import vocabulary
from caseflow.sealing import checks
from caseflow.sealing.fields import SealedField
from caseflow.views.base import SignedInPage
from tests.reading_code import APPS, ROOT, nodes, place, sources, written

LONGEST = 300
OPEN_PAGES = {
    "caseflow:exit",
    "caseflow:leave",
    "caseflow:keep",
    "caseflow:status",
    "caseflow:metrics",
    "referrals:link",
    "referrals:link_reply",
}
"""Pages that work without a session: leaving must always work, monitors and people without an account have none."""
GOES_WITH = {
    "caseflow.CaseGroupGrant.group",
    "caseflow.CaseGroupGrant.permission",
    "caseflow.CaseUserGrant.permission",
    "caseflow.CaseUserGrant.user",
    "caseflow.SearchToken.case",
}
"""Foreign keys whose rows have no meaning without the other."""
KEPT_FOR_MIGRATIONS = {
    "audit.growing",
    "audit.keeping",
    "audit.triggers",
    "caseflow.constraints",
    "caseflow.sealing.fields",
}
ASKS_ITSELF = {"audit:trail"}
"""Addresses outside the pages of cases that ask for sign-in on their own."""
FOR_WITNESSES = {"audit:checkpoint", "audit:cosign", "audit:tile"}
"""The public face of the log: hashes and signatures only, for machines of other agencies."""


# -- Files -------------------------------------------------------------------------------------


def test_every_action_is_a_deed_of_the_log() -> None:
    bare = [
        str(path.relative_to(ROOT))
        for path in sources(*APPS)
        if "actions" in path.parts and "@transaction.atomic" in path.read_text()
    ]

    assert bare == [], "`trail.deed` tells the log of every row the action writes"


def test_files_stay_short() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources(*APPS, "settings", "scripts", "tests")
        if (lines := len(path.read_text().splitlines())) > LONGEST
    }

    assert not long, f"find the missing noun: {long}"


CITES = re.compile(
    r"shared/"
    r"design|/work"
    r"/(?:main|shared)|\b[Ii]ssues? "
    r"#?\d|(?<![\w&#/])#"
    r"\d{1,3}\b(?![\w%;-])"
)


def test_no_file_cites_what_a_reader_cannot_open() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in written()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if CITES.search(line)
    ]

    assert not found


# -- Models and migrations ---------------------------------------------------------------------


def ours() -> list[type[models.Model]]:
    """Every model of ours."""
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in APPS]


def test_sealed_labels_are_registered_once() -> None:
    assert not checks.labels(None)


def test_every_plain_column_of_text_is_known() -> None:
    """A new one is either sealed or added to the list by somebody who thought about it."""
    plain = {
        f"{model._meta.label}.{field.name}"
        for model in ours()
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not field.choices
        and not isinstance(field, SealedField)
    }
    known = set((ROOT / "tests" / "plain_columns.txt").read_text().split())

    assert plain == known, f"new: {sorted(plain - known)}, gone: {sorted(known - plain)}"


def test_rows_are_protected_and_named_from_the_other_side() -> None:
    loose = []
    for model in ours():
        for field in model._meta.local_fields:
            if not field.remote_field or not isinstance(field, models.ForeignKey):
                continue
            name = f"{model._meta.label}.{field.name}"
            if field.remote_field.on_delete is not models.PROTECT and name not in GOES_WITH:
                loose.append(name)

    assert not loose


def test_the_log_knows_no_other_table() -> None:
    related = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_app_config("audit").get_models()
        for field in model._meta.get_fields()
        if field.is_relation
    ]

    assert not related


def test_migrations_have_names_and_one_line_for_each_app() -> None:
    loader = MigrationLoader(None)
    unnamed = [
        f"{app}.{name}"
        for app, name in loader.disk_migrations
        if app in {*APPS, "sealing"} and "_auto_" in name
    ]

    assert not unnamed
    for app in (*APPS, "sealing"):
        assert len(loader.graph.leaf_nodes(app)) == 1, app


def test_migrations_import_what_never_changes_only() -> None:
    paths = [path for app in APPS for path in sorted((ROOT / app).rglob("migrations/*.py"))]
    found = [
        (node, path, [node.module or ""]) for path in paths for node in nodes(path, ast.ImportFrom)
    ]
    plain = [
        (node, path, [alias.name for alias in node.names])
        for path in paths
        for node in nodes(path, ast.Import)
    ]
    ours = [
        place(path, node)
        for node, path, names in [*found, *plain]
        for name in names
        if name.split(".")[0] in APPS and name not in KEPT_FOR_MIGRATIONS
    ]

    assert not ours


# -- Events and addresses ----------------------------------------------------------------------


def test_every_event_is_written_somewhere() -> None:
    code = "\n".join(path.read_text() for path in sources(*APPS))
    silent = [event.code for event in vocabulary.events() if code.count(f'"{event.code}"') < 2]

    assert not silent


def addresses(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named address."""
    for found in resolver.url_patterns:
        if isinstance(found, URLResolver):
            space = f"{before}{found.namespace}:" if found.namespace else before
            yield from addresses(found, space)
        else:
            yield f"{before}{found.name}", found


def test_every_page_of_ours_asks_for_sign_in() -> None:
    open_pages = []
    for name, address in addresses(get_resolver()):
        view = getattr(address.callback, "view_class", None)
        module = getattr(address.callback, "__module__", "")
        if module.split(".")[0] not in APPS or name in OPEN_PAGES:
            continue
        asks = isinstance(view, type) and issubclass(view, View) and issubclass(view, SignedInPage)
        if not asks and name not in ASKS_ITSELF | FOR_WITNESSES:
            open_pages.append(name)

    assert not open_pages
