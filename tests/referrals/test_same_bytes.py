"""What the giver looks at before sending is, byte for byte, what the receiver gets to see."""

from __future__ import annotations

from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from caseflow.actions import consents
from caseflow.actions.intake import Identity
from caseflow.actions.records import note_health
from caseflow.choices import AgencyKind, CaseState, ConsentAnswer, ConsentBasis, Role
from caseflow.models import CaseGroupGrant
from referrals import catalogue
from referrals.choices import HandoffKind
from referrals.models import Handoff
from tests import factories
from tests.pages.conftest import Browser
from tests.referrals.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

SELECTIONS = ("the least", "everything", "one field only")
KNOWN = Identity(
    full_name="Lò Thị Kín Đáo & <con>", other_names="Chị Đáo", birth_date=date(1999, 4, 30),
    id_number="040199000001", phone="0912345678", address="Bản Nà Mẫu,\nxã Mẫu", relatives="Mẹ: Lò Thị M",
)  # fmt: skip


class Body(HTMLParser):
    """Where the element with this id begins and ends."""

    def __init__(self, page: str, name: str) -> None:
        super().__init__(convert_charrefs=False)
        self.name, self.depth, self.places = name, 0, list[tuple[int, int]]()
        self.feed(page)
        lines = page.splitlines(keepends=True)
        begin, end = (sum(map(len, lines[: row - 1])) + column for row, column in self.places)
        self.text = page[begin:end]

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "div" and (self.depth or ("id", self.name) in attrs):
            self.depth += 1
            if self.depth == 1:
                self.places.append(self.getpos())

    def handle_endtag(self, tag: str) -> None:
        if tag == "div" and self.depth:
            self.depth -= 1
            if self.depth == 0:
                self.places.append(self.getpos())


def body(desk: Client, name: str, handoff: Handoff) -> str:
    """The package as this page draws it."""
    answer = desk.post(reverse(f"referrals:{name}", args=[handoff.uid]))
    assert answer.status_code == 200
    return Body(answer.content.decode(), "package").text


@pytest.fixture
def scene() -> Scene:
    """A file of which everything is known that may be told."""
    made = Scene()
    made.case = factories.case_in(CaseState.RESCUED, by=made.officer, identity=KNOWN)
    note_health(
        made.case, text="Đã khám", happened_on=timezone.localdate(), by=made.officer,
        now=timezone.now(),
    )  # fmt: skip
    return made


def chosen(selection: str, kind: AgencyKind) -> tuple[str, ...]:
    if selection == "the least":
        return catalogue.least_for(kind)
    if selection == "everything":
        return tuple(catalogue.BY_KEY)
    place = list(catalogue.NEEDS).index(kind) % len(catalogue.FIELDS)
    return (catalogue.FIELDS[place].key,)


@pytest.mark.parametrize("kind", catalogue.NEEDS)
@pytest.mark.parametrize("selection", SELECTIONS)
def test_the_preview_is_the_page_of_the_receiver(
    scene: Scene, browser: Browser, kind: AgencyKind, selection: str
) -> None:
    receiver = factories.user(Role.OFFICER, at=factories.agency(kind))
    standing = receiver.get_standing()
    assert standing is not None
    fields = chosen(selection, kind)
    referral = HandoffKind.REFERRAL
    handoff = scene.draft(
        kind=referral, receiver=standing.agency, fields=fields, message="Đến cổng sau\n<gấp>",
        belongings="Ba lô đỏ",
    )  # fmt: skip
    giver = browser(scene.officer)
    before = body(giver, "preview", handoff)
    assert not CaseGroupGrant.objects.filter(basis_uid=handoff.uid).exists()

    sent = giver.post(
        reverse("referrals:send", args=[handoff.uid]),
        {"version": Handoff.objects.get(pk=handoff.pk).version},
    )
    assert sent.status_code == 302

    assert body(browser(receiver), "package", handoff) == before
    values = {"person.full_name": "Lò Thị Kín Đáo &amp; &lt;con&gt;", "person.phone": "0912345678",
              "safety.place": "Nhà tạm lánh số 3", "person.id_number": "040199000001"}  # fmt: skip
    for key, value in values.items():
        assert (value in before) == (key in fields), key
    assert "Ba lô đỏ" in before
    assert "&lt;gấp&gt;" in before


def test_a_preview_shows_nothing_where_the_receiver_would_see_nothing(
    scene: Scene, browser: Browser
) -> None:
    today = timezone.localdate()
    consent = consents.record_consent(
        scene.case, answer=ConsentAnswer.AGREES, basis=ConsentBasis.NONE, by=scene.officer,
        now=timezone.now(), terms=consents.Terms(expires_on=today),
    )  # fmt: skip
    handoff = scene.draft(consent=consent, message="Đến cổng sau")
    assert "Kín Đáo" in body(browser(scene.officer), "preview", handoff)

    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        seen = body(browser(scene.officer), "preview", handoff)

    assert "Không có gì để xem" in seen
    assert "Kín Đáo" not in seen
    assert "Đến cổng sau" not in seen
