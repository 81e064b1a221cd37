"""Recognisable values in every protected field; after a day's work nothing outside them shows one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connections
from django.test import Client
from django.urls import reverse

from audit import signing, tasks
from audit.models import AuditEvent
from caseflow.fields import ShortText
from caseflow.models import Case, User
from caseflow.sealing import checks, reading
from caseflow.sealing.models import SealedModel, sealed_fields
from caseflow.views import presenting
from tests.canary import needles, outsiders, places as around
from tests.canary.conftest import Log
from tests.pages.conftest import Browser
from tests.routes import forms, table
from tests.routes.scene import Scene

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keyring"])

CONTROL = "Kiểm Chứng Mười Hai"
"""Stands in a plain column: everything that looks must find it, or it is not looking."""
BORN = date(1987, 3, 19)
BORN_IN_WORDS = ("1987-03-19", "19/03/1987", "19/3/1987")
NOT_PERSONAL = {"reference", "duplicate_of", "work_email", "work_phone"}
SEEN_ON_PURPOSE = {
    "caseflow:reveal", "caseflow:search", "referrals:package", "referrals:preview",
    "referrals:minutes", "referrals:outside_look", "caseflow:statements",
}  # fmt: skip
WITH_THE_POLICE = (
    "caseflow:intake_new", "caseflow:intake_group", "caseflow:intake_child", "caseflow:person",
    "caseflow:contact", "caseflow:consent", "caseflow:statement", "caseflow:health", "caseflow:safety",
    "caseflow:delay", "caseflow:extension", "caseflow:files", "caseflow:data_requests", "caseflow:data_answer",
    "caseflow:data_breaches", "caseflow:breach_notice",
    "caseflow:emergency", "caseflow:emergency_review", "caseflow:decide",
    "caseflow:step/close", "referrals:hand_over", "referrals:receive", "referrals:send",
    "referrals:decline", "referrals:request_ask", "referrals:request_decline", "referrals:refer_outside",
    "caseflow:step/verify", "caseflow:step/identify",
)  # fmt: skip
WITH_SOCIAL_AFFAIRS = (
    "support:assess", "support:add_item", "support:settle", "support:give",
    "support:follow_up_done",
)  # fmt: skip


SHOWS_NOTHING = {"outside.file"}
"""A document under a password: what is written in it cannot be found even where the cell is open."""


class Day:
    """A day's work with values nobody could mistake."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.planted: dict[str, str] = {}
        self.answers: list[tuple[str, Any]] = []
        self.clients: dict[int, Client] = {}

    def client(self, user: User) -> Client:
        """One browser for each person."""
        return self.clients.setdefault(user.pk, self.browser(user))

    def canary(self, name: str) -> str:
        """A new value for a field."""
        number = len(self.planted) + 1
        value = f"Chim Yến {number:02d} Hoàng Oanh"
        if name.rpartition("-")[2] in ("id_number", "phone"):
            value = f"0983746{number:05d}"
        self.planted[f"{name}:{number}"] = value
        return value

    def fill(self, scene: Scene, name: str) -> None:
        """Send one form with a canary in every field a person writes into."""
        route, _slash, step = name.partition("/")
        user = scene.person(forms.sender(route))
        address = reverse(route, kwargs=scene.arguments(route, step))
        fields = forms.fields(self.client(user).get(address))
        typed = forms.filled(scene, route, step)
        texts = {
            each
            for each, field in fields.items()
            if isinstance(field, ShortText) and not each.startswith(("nguoi-1", "nguoi-2"))
        }
        typed |= {each: self.canary(each) for each in sorted(texts - NOT_PERSONAL)}
        typed |= {each: "on" for each in fields if each.endswith("confirm")}
        if "birth_date" in fields:
            typed["birth_date"] = f"{BORN:%d/%m/%Y}"
        answer = self.client(user).post(address, typed)
        assert answer.status_code == 302, (name, answer.status_code)
        self.answers.append((route, answer))

    def ask(self, user: User, route: str, scene: Scene, typed: dict[str, Any] | None) -> Any:
        """One page or button; the answer is kept."""
        address = reverse(route, kwargs=scene.arguments(route))
        client = self.client(user)
        answer = client.get(address) if typed is None else client.post(address, typed)
        self.answers.append((route, answer))
        return answer


def work(day: Day) -> tuple[Scene, Scene]:
    """Everything that is written, opened, found and refused."""
    police, social, other = Scene(), Scene(social=True), Scene()
    User.objects.filter(pk=police.keeper.pk).update(name=CONTROL)
    for name in WITH_THE_POLICE:
        if name == "referrals:decline":
            police.sent = police.drafted
        if name == "referrals:send":
            day.ask(police.keeper, "referrals:preview", police, {})
        if name == "caseflow:data_answer":
            first = {"answer": "first", "text": day.canary("first_answer")}
            day.ask(police.keeper, name, police, forms.filled(police, name) | first)
        day.fill(police, name)
    for name in WITH_SOCIAL_AFFAIRS:
        day.fill(social, name)
    day.fill(other, "caseflow:step/rule_out")
    person = Case.objects.get(pk=police.case.pk).person
    opened = [presenting.reveal_field(person, name)[1] for name in presenting.PERSON_FIELDS]
    keeper = police.keeper
    shown = day.ask(keeper, "caseflow:reveal", police, {"field": opened, "reason": "contact"})
    assert needles.holds(shown.content, value_of(day, "relatives"))
    told = [row.uid.hex for row in police.case.statements.order_by("pk")[:1]]
    asked = {"field": told, "reason": "verify"}
    shown = day.ask(keeper, "caseflow:statements", police, asked)
    assert any(
        needles.holds(shown.content, value)
        for name, value in day.planted.items()
        if name.startswith("text:")
    )
    for field in ("full_name", "phone", "id_number"):
        day.ask(keeper, "caseflow:search", police, {"field": field, "value": value_of(day, field)})
    day.ask(keeper, "referrals:minutes", police, {})
    day.ask(keeper, "referrals:package", police, {})
    day.answers += outsiders.sent(partial(day.ask, keeper, scene=police), police)
    refuse(day, police)
    return police, social


def value_of(day: Day, field: str) -> str:
    """The last value planted in this field."""
    return [value for name, value in day.planted.items() if name.split(":")[0] == field][-1]


def refuse(day: Day, scene: Scene) -> None:
    """Refusals that quote nothing: wrong moment, wrong role, out of reach."""
    typed = forms.filled(scene, "caseflow:step", "rule_out") | {"reason": day.canary("refused")}
    address = reverse("caseflow:step", kwargs=scene.arguments("caseflow:step", "rule_out"))
    for name, status in (("keeper", 409), ("stranger", 404)):
        answer = day.client(scene.person(name)).post(address, typed)
        assert answer.status_code in (status, 404), answer.status_code


def broken(day: Day, scene: Scene, settings: Any, *, debug: bool) -> bytes:
    """The page of an unexpected error in the middle of a form full of canaries."""
    client = day.browser(scene.keeper)
    client.raise_request_exception = False
    address = reverse("caseflow:statement", kwargs=scene.arguments("caseflow:statement"))
    typed = forms.filled(scene, "caseflow:statement") | {"text": day.canary("broken")}
    whole = settings.AUDIT_KEY_FILE
    settings.DEBUG, settings.AUDIT_KEY_FILE = debug, whole.with_name("gone.json")
    answer = client.post(address, typed)
    settings.DEBUG, settings.AUDIT_KEY_FILE = False, whole
    assert answer.status_code == 500
    content: bytes = answer.content
    return content


@pytest.fixture
def shared_cache(settings: Any) -> str:
    """Where several processes share a cache, the cache is Redis; else one of this process."""
    url = os.environ.get("TB_REDIS_URL", "")
    if url:
        backend = "django.core.cache.backends.redis.RedisCache"
        settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": url}}
    return url


def test_no_canary_is_seen_outside_its_sealed_field(
    browser: Browser, log: Log, settings: Any, shared_cache: str, tmp_path: Path
) -> None:
    day, since = Day(browser), around.place_in_log()
    with around.servers_at_their_loudest() as written_down:
        police, social = work(day)
        pages = list(read_everything(day, police, social))
        pages += [
            (f"500 {debug}", broken(day, police, settings, debug=debug)) for debug in (False, True)
        ]
    tasks.one_round()
    signer = signing.current()
    assert signer is not None
    settings.AUDIT_POLICY_FILE = tmp_path / "policy.txt"
    settings.AUDIT_POLICY_FILE.write_text(f"log {signer.key.vkey}\nquorum none\n")

    places = [*pages, *needles.databases(), ("log", log.stream.getvalue().encode())]
    places += [("mail", repr([vars(letter) for letter in mail.outbox]).encode())]
    places += [("sessions", sessions()), ("log of the server", b"\n".join(written_down))]
    places += [("cache", around.redis_contents(shared_cache) if shared_cache else needles.cached())]
    places += [*around.exports(tmp_path), *around.files_of_servers(since), *around.brokers()]
    places += [
        ("log entries", b"".join(map(bytes, AuditEvent.objects.values_list("entry", flat=True))))
    ]
    seen = sorted(
        f"{place}: {field}"
        for place, content in places
        for field in needles.shown(content, day.planted)
    )
    born = [
        place for place, content in places for day_ in BORN_IN_WORDS if day_.encode() in content
    ]

    assert not seen
    assert not born
    assert sorted(unplanted(day)) == []
    looked_through = ["default", "log", "caseflow:case ", "dumpdata default", "backup default"]
    if connections["default"].vendor == "postgresql":
        looked_through += ["log of the server", "default file of", "write-ahead log"]
    for looked in looked_through:
        assert any(
            place.startswith(looked) and needles.holds(content, CONTROL)
            for place, content in places
        ), f"the control value was not found: {looked} is not looked through"


def read_everything(day: Day, police: Scene, social: Scene) -> Iterator[tuple[str, bytes]]:
    """Every page anybody reads, every title and header of what was answered before."""
    for scene, rule in ((police, table.WITH_THE_POLICE), (social, table.WITH_SOCIAL_AFFAIRS)):
        for row in table.rows(rule):
            for name in ("keeper", "chief", "receiver", "auditor"):
                if row.method == "GET" and row.answers[name] == 200 and not row.step:
                    answer = day.ask(scene.person(name), row.route, scene, None)
                    yield f"{row.route} {name}", answer.content
    file = day.ask(police.person("chief"), "support:report", police, {})
    yield "report file", file.content
    for route, answer in day.answers:
        title = re.search(rb"<title>.*?</title>", answer.content, re.DOTALL)
        yield f"title of {route}", title[0] if title else b""
        yield f"headers of {route}", repr(answer.headers).encode()
        if route not in SEEN_ON_PURPOSE:
            yield f"answer of {route}", answer.content


def sessions() -> bytes:
    """What the sessions hold, opened."""
    return repr([each.get_decoded() for each in Session.objects.all()]).encode()


def unplanted(day: Day) -> set[str]:
    """Sealed fields of any model into which the day's work put no canary."""
    missing = set(checks.labels_in_use()) - SHOWS_NOTHING
    values = [*day.planted.values(), BORN.isoformat()]
    with reading.opened("test"):
        for model in apps.get_models():
            if not issubclass(model, SealedModel):
                continue
            for row in model.objects.all():
                for field in sealed_fields(model):
                    held = str(getattr(row, field.name))
                    if any(value in held for value in values):
                        missing.discard(field.label)
    return missing


@pytest.mark.django_db(transaction=False)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_canary_is_found_in_every_form(encoding: str) -> None:
    import base64
    import unicodedata

    value = "Chim Yến 07 Hoàng Oanh"

    for text in (
        value,
        value.upper(),
        unicodedata.normalize("NFD", value),
        "chim yen 07 hoang oanh",
    ):
        assert needles.holds(b"x" + text.encode(encoding) + b"y", value)
        assert needles.holds(text.encode().hex().encode(), value)
        assert needles.shown(b"x" + text.encode(encoding), {"name": value}) == ["name"]
        for before in (b"", b"a", b"ab", b"abc"):
            shown = base64.b64encode(before + text.encode() + b"zz")
            assert needles.shown(shown, {"name": value}) == ["name"]
            assert needles.holds(base64.b64encode(before + text.encode() + b"zz"), value)
    assert not needles.holds("Chim Yến 08 Hoàng Oanh".encode(encoding), value)
