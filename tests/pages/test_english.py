"""Somebody who reads English finds no Vietnamese on any page a link or a button leads to.

Names of people, agencies and places are data; people and agencies get English names here, places are
known. What a page answers to an empty form is read too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from caseflow import places
from caseflow.actions import proposals
from caseflow.choices import CaseState, CloseReason, Role, Step
from caseflow.models import Agency, User
from referrals.choices import HandoffKind, Purpose
from support import actions as support_actions
from support.choices import NeedLevel, ServiceKind
from tests import factories
from tests.pages.conftest import Browser
from tests.reading_words import VIETNAMESE, visible
from tests.referrals.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

FILES = {"application/pdf", "application/zip"}
"""What is no page: papers have their own tests of language."""
ENDS_THE_SESSION = {"caseflow:exit", "caseflow:leave", "account_logout", "set_language"}
OFTEN = {"GET caseflow:case": 7}
"""Pages opened for several cases, because they differ by state; others once per kind and step."""
STAYS = re.compile(
    r"Tiếp Bước|Tiếng Việt|[\w/.-]+-[A-ZĐ]{2,}|Art\. \d+\.\d+\.đ|\bđ\)|Lò Thị Mẫu \d+"
)
"""The product, the other language in the switch, document numbers, the letter of a point, and the
names people recorded."""


class Doors(HTMLParser):
    """Addresses a page links to, and its forms with what they send along."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note links, forms and hidden inputs."""
        found = {name: value or "" for name, value in attrs}
        if tag == "a" and found.get("href", "").startswith("/"):
            self.links.append(found["href"])
        elif tag == "form" and found.get("method") == "post":
            self.forms.append((found.get("action", ""), {}))
        elif tag == "input" and found.get("type") == "hidden" and self.forms:
            self.forms[-1][1][found.get("name", "")] = found.get("value", "")


class Walk:
    """One person who follows every link and presses every button."""

    def __init__(self, client: Client, *starts: str) -> None:
        client.cookies["django_language"] = "en"
        self.client = client
        self.waiting = list(starts)
        self.opened: Counter[str] = Counter()
        self.found: list[str] = []

    def all(self) -> Walk:
        """Until nothing is left."""
        while self.waiting:
            self.open(self.waiting.pop(0))
        return self

    def open(self, url: str) -> None:
        """One page, its links for later, its forms at once."""
        if not self.is_new("GET", url):
            return
        doors = self.read(url, self.client.get(url, follow=True))
        self.waiting += doors.links
        for action, hidden in doors.forms:
            target = action or url
            if self.is_new("POST", target):
                self.waiting += self.read(
                    target, self.client.post(target, hidden, follow=True)
                ).links

    def is_new(self, method: str, url: str) -> bool:
        """Whether this kind of page still has to be opened."""
        found = resolve(urlsplit(url).path)
        kind = f"{method} {found.view_name} {found.kwargs.get('step', '')}".strip()
        self.opened[kind] += 1
        return found.view_name not in ENDS_THE_SESSION and self.opened[kind] <= OFTEN.get(kind, 1)

    def read(self, url: str, answer: Any) -> Doors:
        """Note every Vietnamese word of an answer."""
        assert answer.status_code < 500, url
        if answer.headers.get("Content-Type") in FILES:
            return Doors("")
        page = answer.content.decode()
        if page and answer.headers.get("Content-Type", "").startswith("text/html"):
            assert '<html lang="en">' in page, url
            self.found += [f"{url}: {words}" for words in vietnamese(page)]
        return Doors(page)


def vietnamese(page: str) -> Iterator[str]:
    """Texts of a page that are still Vietnamese."""
    for words in visible(page):
        left = STAYS.sub("", words)
        for name in PLACES:
            left = left.replace(name, "")
        if VIETNAMESE.search(left):
            yield words


PLACES = sorted({name for _code, name in places.choices_on(timezone.localdate())}, key=len)[::-1]


class World(Scene):
    """Cases in every state, handoffs on their way, a plan being carried out, limits that are late."""

    def __init__(self) -> None:
        super().__init__()
        early = timezone.now() - timedelta(days=40)
        factories.case(self.officer, now=early, received_at=early)
        for state in (
            CaseState.VERIFIED,
            CaseState.RESCUED,
            CaseState.CLOSED,
            CaseState.NOT_CONFIRMED,
        ):
            factories.case_in(state, by=self.officer)
        self.sent()
        self.case = factories.case(self.officer)
        self.draft(kind=HandoffKind.REFERRAL, purpose=Purpose.MEDICAL)
        self.propose()
        self.support()
        self.supervisor = factories.user(Role.SUPERVISOR, at=self.officer.get_standing().agency)  # type: ignore[union-attr]
        self.auditor = factories.user(Role.AUDITOR)
        self.administrator = factories.user(Role.UNIT_ADMIN, at=self.officer.get_standing().agency)  # type: ignore[union-attr]
        User.objects.update(name="Person A. Name")
        Agency.objects.update(name="Agency of a place", short_name="")

    def propose(self) -> None:
        """A case waits for its supervisor."""
        proposals.propose(
            factories.case(self.officer),
            step=Step.CLOSE,
            grounds="lost",
            close_reason=CloseReason.WITHDREW,
            by=self.officer,
            now=timezone.now(),
        )

    def support(self) -> None:
        """The worker's agency supports a person."""
        now, today = timezone.now(), timezone.localdate()
        case = factories.move_to(factories.case_in(CaseState.RESCUED), self.worker)
        support_actions.assess_needs(
            case,
            levels={ServiceKind.MEDICAL: NeedLevel.URGENT},
            findings="needs",
            happened_on=today,
            by=self.worker,
            now=now,
        )
        plan = support_actions.draft_plan(case, by=self.worker, now=now)
        support_actions.plan_service(
            plan,
            kind=ServiceKind.MEDICAL,
            provider=case.responsible_agency,
            planned_on=today,
            note="",
            by=self.worker,
            now=now,
        )
        support_actions.agree_plan(
            plan, agreed_on=today, with_interpreter=False, by=self.worker, now=now
        )


@pytest.mark.parametrize("who", ["officer", "worker", "supervisor", "auditor", "administrator"])
def test_no_page_shows_vietnamese_to_an_english_reader(browser: Browser, who: str) -> None:
    person = getattr(World(), who)

    walk = Walk(browser(person), "/", "/don-vi/", "/huong-dan/", "/tai-khoan/hai-lop/").all()

    assert not walk.found, "\n".join(sorted(set(walk.found)))
    assert len(walk.opened) > {"auditor": 4, "administrator": 8}.get(who, 30), walk.opened
