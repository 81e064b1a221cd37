"""Rules for code that no linter knows; each names the place that breaks it."""

from __future__ import annotations

import ast
import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import FunctionType, ModuleType

import pytest
from django.apps import apps

from caseflow.models import StateRow
from tests.reading_code import APPS, ROOT, imported, nodes, place, queries, sources, storey

DOORS = ("views", "api", "tasks")
READS_THE_CLOCK = {*DOORS, "management", "http", "middleware", "context_processors", "accounts"}
ASKS_NOBODY = {
    "caseflow.actions.agencies.on_succession",
    "caseflow.actions.consents.on_withdrawal",
    "caseflow.actions.intake.sealed_values",
    "caseflow.actions.people.role_group",
    "caseflow.actions.reading.on_reveal",
    "caseflow.actions.units.kinds_below",
    "caseflow.actions.units.on_closing",
    "caseflow.actions.units.provinces_below",
    "referrals.actions.links.answer_by_link",  # whoever has a link has no account
    "referrals.actions.links.take_file",
    "caseflow.actions.succession.carry_on",  # the clock carries out what two people decided
}
"""Helpers in modules of actions, and what another action calls by registry."""
DIRECTORIES = {"Agency", "AgencySuccession", "Membership"}
"""Models every signed-in person may list."""
ANSWERS = {
    "caseflow/actions/erasure.py",
    "caseflow/actions/proposals.py",
    "support/actions/giving.py",
}
"""Where a `state` is an answer written once and not a machine."""
READ_IT_TOO = {
    "caseflow/sealing/management/commands/rotate_keys.py": "a command is a door",
    "audit/writing.py": "a row saved without an event is told of at the instant of its commit",
    "caseflow/access.py": "a grant is asked for at the instant of the question",
    "caseflow/forms/intake.py": "the latest date a field accepts",
    "caseflow/models/reach.py": "visible_to is asked for at the instant of the question",
    "caseflow/reports/lists.py": "lists are drawn for this instant",
    "caseflow/sealing/keys.py": "when a key was made is no deed",
    "support/invariants.py": "what is due is asked for at the instant of the question",
}
"""Files that read the clock although they are no door, each with its reason."""
NOT_ONLY_STEPS = {"accept", "open", "close"}
"""Names of steps that files, sockets and querysets have too."""


# -- Actions and doors -------------------------------------------------------------------------


def actions() -> Iterator[tuple[str, FunctionType]]:
    """Every public function of every actions module, with its name."""
    for app in ("caseflow", "referrals", "support"):
        for module in modules_of(f"{app}.actions"):
            for name, deed in inspect.getmembers(module, inspect.isfunction):
                if deed.__module__ == module.__name__ and not name.startswith("_"):
                    yield f"{module.__name__}.{name}", deed


def modules_of(name: str) -> Iterator[ModuleType]:
    """A module and, where it is a package, everything in it."""
    module = import_module(name)
    yield module
    for found in pkgutil.iter_modules(getattr(module, "__path__", [])):
        yield import_module(f"{name}.{found.name}")


@pytest.mark.parametrize(("name", "deed"), list(actions()))
def test_every_action_says_what_it_does_and_who_does_it(name: str, deed: FunctionType) -> None:
    parameters = inspect.signature(deed).parameters

    assert deed.__doc__, name
    if name in ASKS_NOBODY:
        return
    assert "by" in parameters, name
    for word in {"by", "now"} & set(parameters):
        assert parameters[word].kind is inspect.Parameter.KEYWORD_ONLY, name


def test_doors_find_cases_by_visible_to_and_rows_by_their_case() -> None:
    found = [
        f"{place(path, call)} {model}.objects.{method}"
        for path in sources("caseflow", "referrals", "support")
        if storey(path) in DOORS
        for call, model, method in queries(path)
        if method != "visible_to" and model not in DIRECTORIES
        if not any(
            word.arg and ("case" in word.arg or word.arg in {"scope_uid", "content_object__in"})
            for word in call.keywords
        )
    ]

    assert not found


def test_lists_of_cases_never_come_from_guardian() -> None:
    found = [
        place(path, node)
        for path in sources(*APPS)
        for node in nodes(path, ast.ImportFrom)
        if node.module == "guardian.shortcuts"
    ]

    assert not found


# -- State -------------------------------------------------------------------------------------


def machines() -> list[type[StateRow]]:
    """Every state machine."""
    return [model for model in apps.get_models() if issubclass(model, StateRow)]


def test_only_the_workflow_moves_a_state() -> None:
    steps = {step for model in machines() for step, _label in model.STEPS} - NOT_ONLY_STEPS
    found = []
    for path in sources(*APPS):
        if path == ROOT / "caseflow" / "workflow.py":
            continue
        modules = imported(path)
        found += [
            f"{place(path, call)} {call.func.attr}"
            for call in nodes(path, ast.Call)
            if isinstance(call.func, ast.Attribute)
            and call.func.attr in steps
            and ast.unparse(call.func.value) not in modules
            and not call.args
            and not call.keywords
        ]

    assert not found


def test_nobody_writes_a_state_by_hand() -> None:
    found = []
    for path in sources(*APPS):
        if path.relative_to(ROOT).as_posix() in ANSWERS:
            continue
        found += [
            place(path, node)
            for node in nodes(path, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Attribute) and target.attr == "state"
        ]
        found += [
            place(path, call)
            for call in nodes(path, ast.Call)
            if isinstance(call.func, ast.Attribute)
            and call.func.attr in {"update", "bulk_update"}
            and any(word.arg == "state" for word in call.keywords)
            and storey(path) != "sealing"
        ]

    assert not found


@pytest.mark.parametrize("model", machines())
def test_every_step_asks_who_and_every_state_is_on_a_way(model: type[StateRow]) -> None:
    field = next(field for field in model._meta.fields if field.name == "state")
    states = {str(value) for value, _words in field.choices or []}
    into, out = {str(field.get_default())}, set()
    for step, _label in model.STEPS:
        for source, transition in getattr(model, step)._django_fsm.transitions.items():
            targets = getattr(transition.target, "allowed_states", None) or [transition.target]
            into |= {str(target) for target in targets}
            out.add(str(source))
            assert callable(transition.permission), f"{model.__name__}.{step}"
            assert all(callable(condition) for condition in transition.conditions)

    assert states <= into
    assert out <= states | {"*", "+"}


# -- Clock, signals, saving --------------------------------------------------------------------


def test_only_doors_read_the_clock() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in sources(*APPS)
        if storey(path) not in READS_THE_CLOCK
        for call in nodes(path, ast.Call)
        if ast.unparse(call.func) in {"timezone.now", "timezone.localdate", "date.today"}
        and not call.args
    }

    assert found <= set(READ_IT_TOO), found - set(READ_IT_TOO)


def test_signals_are_received_in_two_places() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in sources(*APPS)
        for call in nodes(path, ast.Call)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "connect"
        and ast.unparse(call.func.value) != "sqlite3"  # opens a file
    }

    sockets = {"caseflow/scanning.py"}
    told = {"audit/told.py"}  # tables of other people's apps, which call nothing of ours
    assert found - sockets - told <= {
        "audit/apps.py", "caseflow/accounts.py", "caseflow/apps.py",
    }  # fmt: skip


def test_saving_is_overridden_by_the_log_and_by_sealing_only() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in sources(*APPS)
        for function in nodes(path, ast.FunctionDef)
        if function.name in {"save", "delete"}
    }

    assert found <= {"audit/models.py", "audit/told.py", "caseflow/sealing/models.py"}
