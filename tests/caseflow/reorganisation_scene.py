"""The seed's province at work before 1/7/2025, and its reorganisation as the reference file tells it.

Agencies are named by their code in `caseflow/reference_data/agencies.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from io import StringIO

import time_machine
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from caseflow import access, reference_data
from caseflow.actions import succession
from caseflow.choices import AgencyKind, GrantBasis, Level, Role, Route
from caseflow.models import Agency, Case, Clock, SuccessionRun, User
from caseflow.reference_data import SuccessionEntry
from referrals import catalogue
from referrals.choices import HandoffState
from referrals.models import Handoff
from tests import factories
from tests.pages.conftest import Browser
from tests.referrals.scene import Scene

DATA = reference_data.load()
KIND = {entry.code: entry.kind for entry in DATA.agencies}
LINKS = {link.predecessor: link for link in DATA.successions}
IN_2024 = [code for code, link in LINKS.items() if link.on.year == 2025 and link.on.month == 1]
IN_2024_INTO = {code: LINKS[code].successor for code in IN_2024}
IN_2025 = [code for code in LINKS if code not in IN_2024]
LATE = [code for code in IN_2025 if code.startswith("bv-dbp-")]
"""Gate stations whose succession is only written down when they have ended."""
CARES = {AgencyKind.SOCIAL_AFFAIRS, AgencyKind.FACILITY, AgencyKind.LEGAL_AID}
CHOSEN = {
    "bv-ca-vung-tau": "hc-ca-vung-tau",
    "bv-ca-con-dao": "hc-ca-con-dao",
    "bv-ubnd-thang-nhat": "hc-ubnd-vung-tau",
}
"""Agencies divided among several: where their supervisor sends the second file; the file tells the first."""
COMMITTEE = "bv-bcd138"
GOES_ON = "csb3"

DECEMBER = "2024-12-30T08:00:00+07:00"
NEW_YEAR = "2025-01-01T08:00:00+07:00"
JUNE = "2025-06-10T08:00:00+07:00"
LAST_DAY = "2025-06-30T08:00:00+07:00"
FIRST_DAY = "2025-07-01T08:00:00+07:00"


def heir_of(code: str) -> str:
    """Who has it all after 1/7/2025, by the file; the agency itself where it goes on."""
    while code in LINKS:
        code = LINKS[code].successor
    return code


@dataclass(frozen=True)
class FileSeen:
    """One file before anything moved."""

    case: Case
    first: str
    """Where it was received."""
    heir: str
    """Where it is to be on 1/7/2025."""


@dataclass(frozen=True)
class GivenSeen:
    """One handoff on the way before anything moved, and what is to become of it."""

    handoff: Handoff
    sender: str
    receiver: str
    state: HandoffState


class Desks(Scene):
    """A handoff of this file from this officer's agency to another desk."""

    def __init__(self, case: Case, officer: User, worker: User) -> None:
        self.case, self.officer, self.worker = case, officer, worker

    def given(self, *, sent: bool = True) -> Handoff:
        """On the way, or only drafted."""
        least = catalogue.least_for(self.receiver.kind)
        return self.sent(fields=least) if sent else self.draft(fields=least)


class Province:
    """Every agency of the file, staffed while it exists; the files, handoffs, grants of the old ones."""

    def __init__(self, clock: time_machine.Traveller, browser: Browser) -> None:
        self.clock, self.browser = clock, browser
        self.people: dict[tuple[str, Role], User] = {}
        self.files: list[FileSeen] = []
        self.given: list[GivenSeen] = []
        self.granted: list[tuple[Case, str]] = []
        clock.move_to(DECEMBER)
        call_command("load_agencies", stdout=StringIO())
        self.agencies = {agency.code: agency for agency in Agency.objects.all()}
        self.staff(IN_2024)
        for code in IN_2024:
            self.receive(code)
        self.give("bv-ca-long-dien", "bv-ld-dat-do")
        self.give("bv-ld-long-dien", "bv-ca-dat-do", sent=False)

    def staff(self, codes: Iterable[str]) -> None:
        """Somebody who works there, a supervisor and an administrator."""
        for code in codes:
            works = Role.SOCIAL_WORKER if KIND[code] in CARES else Role.OFFICER
            for role in (works, Role.SUPERVISOR, Role.UNIT_ADMIN):
                self.people[code, role] = factories.user(role, at=self.agencies[code])

    def worker(self, code: str) -> User:
        """Who works there."""
        works = Role.SOCIAL_WORKER if KIND[code] in CARES else Role.OFFICER
        return User.objects.get(pk=self.people[code, works].pk)

    def receive(self, code: str, *, to: str = "") -> Case:
        """A file of this agency that goes the way of the reference file, or `to` where that is chosen."""
        case = factories.case(self.worker(code), route=Route.SELF_REPORT, found_in_province="077")
        self.files.append(FileSeen(case, code, to or heir_of(code)))
        return case

    def give(
        self,
        sender: str,
        receiver: str,
        *,
        sent: bool = True,
        to: str = "",
        withdrawn: bool = False,
    ) -> None:
        """A file on its way from one agency to another."""
        case = self.receive(sender, to=to)
        handoff = Desks(case, self.worker(sender), self.worker(receiver)).given(sent=sent)
        state = HandoffState.WITHDRAWN if withdrawn else HandoffState(handoff.state)
        heirs = (to or heir_of(sender), heir_of(receiver))
        self.given.append(GivenSeen(handoff, *heirs, state))

    def grant(self, case: Case, code: str) -> None:
        """The agency sees the trail of a file of the agency that goes on."""
        with transaction.atomic():
            access.grant(
                case, to=self.agencies[code], level=Level.TRAIL, basis=GrantBasis.HELPER,
                by=self.worker(GOES_ON), now=timezone.now(),
            )  # fmt: skip
        self.granted.append((case, code))

    def merge_districts(self) -> None:
        """1/1/2025: two districts become one, half a year before the province ends."""
        self.prepare(IN_2024)
        self.clock.move_to(NEW_YEAR)
        self.staff({LINKS[code].successor for code in IN_2024})
        self.confirm(IN_2024)
        succession.carry_on(timezone.now())

    def work_in_june(self) -> None:
        """Every agency of the old province at work until its last day."""
        self.clock.move_to(JUNE)
        self.staff([code for code in IN_2025 if (code, Role.UNIT_ADMIN) not in self.people])
        self.staff([GOES_ON])
        holding = [code for code in IN_2025 if self.agencies[code].receives_reports]
        for code in holding:
            self.receive(code)
        for code, to in CHOSEN.items():
            self.receive(code, to=to)
        self.clock.move_to(LAST_DAY)
        self.give("bv-ca-vung-tau", "bv-ld-vung-tau", to="hc-ca-vung-tau")
        self.give("bv-ca-ba-ria", "bv-ca-phu-my", withdrawn=True)
        self.give("bv-bdbp", "bv-ca-vung-tau")
        self.give("bv-ld-ba-ria", "bv-ttctxh", sent=False)
        self.give("bv-dbp-con-dao", GOES_ON)
        self.give(GOES_ON, "bv-dbp-phuoc-hai")
        for code in ("bv-ca", "bv-ca-long-dat", "bv-dbp-ben-da", "bv-ttctxh", "bv-vks", "bv-tgpl"):
            self.grant(self.receive(GOES_ON), code)

    def agree(self) -> None:
        """Every succession of 1/7/2025 prepared by the old side, chosen, confirmed by the new one."""
        self.prepare([code for code in IN_2025 if code not in LATE])
        for code, to in CHOSEN.items():
            self.choose(code, to)
        self.clock.move_to(FIRST_DAY)
        self.prepare(LATE)
        heirs = sorted({LINKS[code].successor for code in IN_2025})
        self.people |= {
            (code, Role.UNIT_ADMIN): factories.user(Role.UNIT_ADMIN, at=self.agencies[code])
            for code in heirs
        }
        self.confirm(IN_2025)

    def prepare(self, codes: Iterable[str]) -> None:
        """On the page, by the administrator of the agency that ends."""
        for code in codes:
            link = LINKS[code]
            answer = self.browser(self.people[code, Role.UNIT_ADMIN]).post(
                reverse("caseflow:succession_prepare"),
                {
                    "predecessor": code, "successor": link.successor,
                    "on_0": link.on.day, "on_1": link.on.month, "on_2": link.on.year,
                    "agreement": agreement(link),
                },
            )  # fmt: skip
            assert answer.status_code == 302, code

    def choose(self, code: str, to: str) -> None:
        """On the page, by the supervisor: the files that are to go elsewhere."""
        url = reverse("caseflow:succession_choices", args=[run_of(code).uid])
        held = {f"case_{seen.case.uid.hex}": seen.heir for seen in self.files if seen.first == code}
        assert to in held.values()
        chief = self.browser(self.people[code, Role.SUPERVISOR])
        assert chief.post(url, held).status_code == 302

    def confirm(self, codes: Iterable[str]) -> None:
        """On the page, by the administrator of the agency that takes over."""
        for code in codes:
            url = reverse("caseflow:succession", args=[run_of(code).uid])
            admin = self.browser(self.people[LINKS[code].successor, Role.UNIT_ADMIN])
            assert admin.post(url, {"deed": "confirm"}).status_code == 302
            assert run_of(code).confirmed_at is not None


def agreement(link: SuccessionEntry) -> str:
    """The written agreement between the two sides of this succession."""
    return f"{link.predecessor}/BB ngày {link.on:%d/%m/%Y}"


def run_of(code: str) -> SuccessionRun:
    """The succession in which this agency ends."""
    return SuccessionRun.objects.get(predecessor__code=code)


@dataclass(frozen=True)
class Limit:
    """A running limit: what it was computed from, which never changes, and who is bound."""

    case: int
    rule: str
    version: str
    started_at: datetime
    due_at: datetime
    arithmetic: str
    bound: str


def running_limits() -> dict[int, Limit]:
    """Every limit that runs now."""
    return {
        clock.pk: Limit(
            clock.case_id, clock.rule, clock.regime_id, clock.started_at, clock.due_at,
            str(clock.arithmetic), clock.agency.code,
        )
        for clock in Clock.objects.unended().select_related("agency")
    }  # fmt: skip
