"""Bad input on every form of ours: a sentence, everything typed still there, nothing half-written."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.actions import people
from caseflow.choices import Role
from caseflow.fields import ShortText, VnDateField
from caseflow.models import Agency, DayChange, SuccessionRun, User
from caseflow.sealing import reading
from caseflow.sealing.models import SealedModel, sealed_fields
from tests import factories
from tests.files.papers import Paper
from tests.journeys.desk import spread
from tests.pages.conftest import Browser
from tests.routes import forms, table
from tests.routes.scene import Scene
from tests.routes.test_routes import undone

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

ANSWERS_ON_THE_PAGE = {"caseflow:intake", "caseflow:search", "referrals:move_cases"}
"""Searches, and what would happen: recorded, but nothing is written."""
SHOWN_ONCE = {"caseflow:member_add"}
"""Answers with what is never shown again; sent again, it leads on."""
VERSIONED = {
    "caseflow:step", "caseflow:describe", "caseflow:person", "referrals:hand_over", "referrals:elsewhere",
    "referrals:refer_several", "referrals:refer_outside", "referrals:outside_answer", "referrals:outside_withdraw",
    "referrals:send", "referrals:receive", "referrals:decline", "referrals:withdraw",
    "referrals:sign", "support:agree", "support:review", "caseflow:agency_amend",
}  # fmt: skip
"""Forms that change what stands; the others add something new and are true whatever happened since."""
Form = tuple[str, str]


class Desk:
    """The person who may send every form of one scene, and what the form showed."""

    def __init__(self, scene: Scene, browser: Browser, route: str, step: str) -> None:
        forms.make_ready(scene, route, step)
        self.scene, self.route, self.step = scene, route, step
        self.user = scene.person(forms.sender(route))
        self.client = browser(self.user)
        self.address = reverse(route, kwargs=scene.arguments(route, step))
        self.typed = forms.filled(scene, route, step)
        self.fields = forms.fields(self.client.get(self.address))

    def texts(self) -> list[str]:
        """Names of the fields a person writes into and this filling fills."""
        return [
            name for name, field in self.fields.items()
            if isinstance(field, ShortText) and name in self.typed
        ]  # fmt: skip

    def send(self, client: Client | None = None, /, **changed: Any) -> tuple[int, str]:
        """Status and page; nothing may be written unless the form was taken."""
        before = written()
        answer = (client or self.client).post(self.address, {**self.typed, **changed})
        if answer.status_code >= 400:
            assert written() == before, (self.route, self.step, "half-written")
        return answer.status_code, html.unescape(answer.content.decode())


def written() -> dict[str, int]:
    """Rows of every table; of the log, all but what tells of refusals and lookings."""
    rows = {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model is not AuditEvent
        and model._meta.managed
        and model._meta.app_label not in ("sessions", "sealing")
    }  # fmt: skip
    rows["log"] = AuditEvent.objects.exclude(act__startswith="refused").exclude(
        act__in=["trail.rolled_back", "sign_in.done"]
    ).count()  # fmt: skip
    return rows


def typed_stays(desk: Desk, page: str, **changed: Any) -> bool:
    """Whether every word the person wrote can still be read on the page."""
    sent = {**desk.typed, **changed}
    return all(str(sent[name])[:3000] in page for name in desk.texts())


def every_form(kept_by: str) -> list[Form]:
    """The forms whose acceptable answers this scene knows."""
    rows = table.rows(table.WITH_THE_POLICE if kept_by == "police" else table.WITH_SOCIAL_AFFAIRS)
    found = []
    for row in rows:
        fillable = row.route in forms.FILLED or row.step
        if row.method == "POST" and fillable and row.answers[forms.sender(row.route)] in (200, 302):
            found.append((row.route, row.step))
    return found


Check = Callable[[Desk], list[str]]


def faults(browser: Browser, kept_by: str, check: Check) -> str:
    """What the check found wrong, over every form of this scene."""
    scene = Scene(social=kept_by == "social")
    before = scene.case
    found = []

    def one(route: str, step: str) -> list[str]:
        scene.case = before
        return check(Desk(scene, browser, route, step))

    for route, step in every_form(kept_by):
        said = undone(partial(one, route, step))
        found += [f"{route} {step}: {fault}" for fault in said]
    return "\n".join(found)


KEPT_BY = pytest.mark.parametrize("kept_by", ["police", "social"])


@KEPT_BY
def test_a_form_sent_twice_is_carried_out_once(browser: Browser, kept_by: str) -> None:
    def check(desk: Desk) -> list[str]:
        first, _page = desk.send()
        after = written()
        again, _page = desk.send()
        if desk.route in ANSWERS_ON_THE_PAGE:
            return [] if (first, again) == (200, 200) else [f"{first}, then {again}"]
        taken = (200, 302) if desk.route in SHOWN_ONCE else (302, 302)
        wrong = [] if (first, again) == taken else [f"{first}, then {again}"]
        return wrong + (["written twice"] if written() != after else [])

    assert not faults(browser, kept_by, check)


@KEPT_BY
def test_a_day_in_the_future_is_refused(browser: Browser, kept_by: str) -> None:
    tomorrow = timezone.localdate() + timedelta(days=400)

    def check(desk: Desk) -> list[str]:
        wrong = []
        for name, field in desk.fields.items():
            nobody = name.startswith(("nguoi-1", "nguoi-2"))
            if nobody or not isinstance(field, VnDateField) or field.latest is None:
                continue
            typed = spread(name, tomorrow)
            status, page = desk.send(**typed)
            if status != 422 or "tương lai" not in page or not typed_stays(desk, page, **typed):
                wrong.append(f"{name} answered {status}")
        return wrong

    assert not faults(browser, kept_by, check)


@KEPT_BY
def test_two_megabytes_are_refused_and_still_there(browser: Browser, kept_by: str) -> None:
    def check(desk: Desk) -> list[str]:
        for name in desk.texts()[:1]:
            status, page = desk.send(**{name: "dài " * 500_000})
            if status != 422 or "tối đa" not in page or "dài dài dài" not in page:
                return [f"{name} answered {status}"]
        return []

    assert not faults(browser, kept_by, check)


CODES = {"reference", "decision", "code", "reference_prefix", "username", "amount"}
"""Texts that take no spaces, or only digits."""


@KEPT_BY
def test_control_characters_and_split_letters_are_mended(browser: Browser, kept_by: str) -> None:
    def check(desk: Desk) -> list[str]:
        spoiled = {
            name: unicodedata.normalize("NFD", f"{desk.typed[name]} ế") + "\x00\x07\u202e"
            for name in desk.texts()
            if name not in CODES
        }
        status, _page = desk.send(**spoiled)
        wrong = [] if status in (200, 302) else [f"answered {status}"]
        return wrong + [f"{label} is kept as typed" for label in spoiled_values()]

    assert not faults(browser, kept_by, check)


PLAIN: list[tuple[Any, str]] = [
    (User, "name"), (Agency, "name"), (Agency, "short_name"), (Agency, "duty_phone"), (Agency, "duty_hours"),
    (DayChange, "name"),
    (DayChange, "legal_basis"), (SuccessionRun, "agreement"),
]  # fmt: skip
"""Texts people type that are about agencies and days, not about persons."""


def spoiled_values() -> set[str]:
    """Names of texts that are not in one form, or hold signs that show nothing, sealed or plain."""
    found = {
        f"{model.__name__}.{name}"
        for model, name in PLAIN
        for value in model.objects.values_list(name, flat=True)
        if spoiled(value)
    }
    with reading.opened("test"):
        for model in apps.get_models():
            if not issubclass(model, SealedModel):
                continue
            for row in model.objects.all():
                for field in sealed_fields(model):
                    value = getattr(row, field.name)
                    if isinstance(value, str) and spoiled(value):
                        found.add(field.label)
    return found


def spoiled(value: str) -> bool:
    """Whether a text is split or holds control characters."""
    joined = unicodedata.is_normalized("NFC", value)
    return not joined or any(sign in value for sign in "\x00\x07\u202e")


@KEPT_BY
def test_an_old_tab_is_refused_where_something_would_be_overwritten(
    browser: Browser, kept_by: str
) -> None:
    def check(desk: Desk) -> list[str]:
        status, page = desk.send(version="77")
        if desk.route in VERSIONED:
            fine = status == 409 and "đã thay đổi" in page and typed_stays(desk, page)
            return [] if fine else [f"answered {status}"]
        return [] if status in (200, 302) else [f"answered {status} although it only adds"]

    assert not faults(browser, kept_by, check)


@KEPT_BY
def test_after_the_session_the_form_comes_back_whole(browser: Browser, kept_by: str) -> None:
    def check(desk: Desk) -> list[str]:
        status, page = desk.send(Client())
        lost = [name for name, value in desk.typed.items() if not held(page, name, value)]
        wrong = [] if status == 403 and "Đăng nhập" in page else [f"answered {status}"]
        return wrong + [f"lost {name}" for name in lost]

    assert not faults(browser, kept_by, check)


def held(page: str, name: str, value: Any) -> bool:
    """Whether the page holds this answer in a field that will be sent again; of a file none can."""
    if isinstance(value, Paper):
        return True
    values = value if isinstance(value, list) else [value]
    return all(f'name="{name}" value="{each}"' in page for each in values)


@KEPT_BY
def test_moved_to_another_agency_in_mid_form(browser: Browser, kept_by: str) -> None:
    elsewhere = {"caseflow:emergency", "caseflow:letters", *ANSWERS_ON_THE_PAGE,
                 "caseflow:intake_new", "caseflow:intake_group", "referrals:request_ask"}  # fmt: skip

    def check(desk: Desk) -> list[str]:
        people.join_agency(desk.user, factories.agency(), Role.OFFICER, by=None, now=timezone.now())
        old, kept = desk.send()
        new, page = desk.send(browser(User.objects.get(pk=desk.user.pk)))
        wrong = [] if old == 403 and "chuyển đơn vị" in kept else [f"old session: {old}"]
        if desk.route not in elsewhere and (new not in (403, 404) or not typed_stays(desk, page)):
            wrong.append(f"new session: {new}")
        return wrong

    assert not faults(browser, kept_by, check)


@KEPT_BY
def test_an_unknown_reference_keeps_what_was_typed(browser: Browser, kept_by: str) -> None:
    def check(desk: Desk) -> list[str]:
        if desk.scene.case.reference not in desk.address:
            return []
        desk.address = desk.address.replace(desk.scene.case.reference, "HC26-9999-A")
        status, page = desk.send()
        return [] if status == 404 and typed_stays(desk, page) else [f"answered {status}"]

    assert not faults(browser, kept_by, check)


def test_every_form_is_tried() -> None:
    """Each form of ours is accepted as filled in at least one of the two scenes."""
    tried = {route for kept_by in ("police", "social") for route, _step in every_form(kept_by)}

    assert tried >= set(forms.FILLED)
    assert tried >= VERSIONED
