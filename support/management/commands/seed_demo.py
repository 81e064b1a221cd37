"""Fills an empty installation with invented people and cases, by walking the real actions."""

from argparse import ArgumentParser
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from caseflow import outbox
from caseflow.actions import agencies, records
from caseflow.choices import CaseState, Certainty
from caseflow.escalation import sweep
from caseflow.models import Agency, AgencySuccession, Case, User
from referrals.choices import HandoffState
from support.demo import staff
from support.demo.walk import ASKED, TAKEN_IN, Cast, Walk

REFORM = datetime(2025, 7, 1, tzinfo=timezone.get_default_timezone())
SPANS = {
    CaseState.RECEIVED: (1, 5),
    CaseState.VERIFIED: (5, 16),
    CaseState.IDENTIFIED: (22, 45),
    CaseState.RESCUED: (25, 55),
    CaseState.SUPPORTED: (50, 150),
    CaseState.REINTEGRATED: (150, 300),
    CaseState.NOT_CONFIRMED: (20, 300),
    CaseState.CLOSED: (170, 420),
}
"""How many days ago a case that should end in this state was received."""
WEIGHTS = {
    CaseState.RECEIVED: 12,
    CaseState.VERIFIED: 13,
    CaseState.IDENTIFIED: 11,
    CaseState.RESCUED: 11,
    CaseState.SUPPORTED: 23,
    CaseState.REINTEGRATED: 10,
    CaseState.NOT_CONFIRMED: 8,
    CaseState.CLOSED: 12,
}
DECK = tuple(
    state
    for place in range(max(WEIGHTS.values()))
    for state, weight in WEIGHTS.items()
    if place < weight
)
"""Every state as often as its weight, well mixed."""
RECEIVERS = ("congan", "xa", "bienphong", "congan", "congtacxahoi", "bienphong", "xa")
"""Whose desk receives, in turn: police, commune, border guard, health agency."""
ON_THE_WAY = (None, None, *HandoffState)
"""What is left unfinished where a walk ends before support; taken in turn."""
ONE_PHONE = "0912 000 138"
GROUPS = 2
"""How many incidents bring several people at once."""


class Command(BaseCommand):
    """`seed_demo` does nothing where cases exist."""

    help = "Make demonstration data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many cases after the reform and before it."""
        parser.add_argument("--cases", type=int, default=174)
        parser.add_argument("--crossing", type=int, default=24)
        parser.add_argument("--seed", type=int, default=138)

    def handle(self, *args: Any, **options: Any) -> None:
        """Agencies, staff, cases before the reform, the reform, cases after it, reminders."""
        if not settings.DEMO:
            raise CommandError("Everybody knows these accounts: demonstration settings only.")
        call_command("load_law", stdout=self.stdout)
        if Case.objects.exists():
            self.stdout.write("demonstration data: present")
            return
        dice = Random(options["seed"])  # noqa: S311 - repeatable dice, not a secret
        now = timezone.now()
        call_command("load_agencies", stdout=self.stdout)
        hired = staff.hire(REFORM - timedelta(days=500))
        for number in range(options["crossing"]):
            self.walk_before(dice, hired, number)
        self.reform()
        staff.move(REFORM)
        self.walk_on(dice, now)
        people = {name: User.objects.get(username=name) for name in hired}
        for number in range(options["cases"]):
            self.walk_after(dice, people, number, now)
        for _group in range(GROUPS):
            self.walk_together(dice, people, now)
        self.ask_two_desks(people, now)
        raised, done = sweep(now), outbox.relay(now)
        self.stdout.write(
            f"demonstration data: {Case.objects.count()} cases, reminders {raised}, notices {done}"
        )

    def cast(self, people: dict[str, User], receiver: str, *, support: str, facility: str) -> Cast:
        """Who acts in one walk."""
        border = receiver.startswith("bienphong")
        supervisor = {"congtacxahoi": "yte.giamsat"}.get(
            receiver, "bienphong.giamsat" if border else "congan.giamsat"
        )
        return Cast(
            receiver=people[receiver],
            identifier=people["congan"],
            worker=people["congtacxahoi"],
            supervisor=people["yte.giamsat"],
            support=Agency.objects.get(code=support),
            facility=Agency.objects.get(code=facility),
            carer=people["coso"],
            police_supervisor=people[supervisor],
        )

    def before(self, people: dict[str, User], receiver: str) -> Cast:
        """Who acts before the reform."""
        return self.cast(people, receiver, support="bv-ld", facility="bv-ttctxh")

    def after(self, people: dict[str, User], receiver: str) -> Cast:
        """Who acts after it."""
        return self.cast(people, receiver, support="hc-syt", facility="hc-ttctxh")

    def walk_before(self, dice: Random, people: dict[str, User], number: int) -> None:
        """A case received before 1/7/2025 that is still open on that day."""
        target = dice.choice([CaseState.VERIFIED, CaseState.IDENTIFIED, CaseState.RESCUED])
        start = REFORM - timedelta(days=dice.uniform(30, 70))
        receiver = ("congan", "bienphong", "congtacxahoi")[number % 3]
        route = dice.choice(ASKED if receiver == "congtacxahoi" else TAKEN_IN)
        with transaction.atomic():
            walk = Walk(dice, self.before(people, receiver), start=start, until=REFORM)
            walk.go(route, target, None)

    def reform(self) -> None:
        """Every agency of the old order hands over to its successor."""
        links = AgencySuccession.objects.filter(on=REFORM.date()).order_by("pk")
        for link in links.select_related("predecessor", "successor"):
            agencies.succeed_agency(
                link.predecessor,
                link.successor,
                on=link.on,
                legal_basis=link.legal_basis,
                certainty=Certainty(link.certainty),
                by=None,
                now=REFORM,
            )

    def walk_on(self, dice: Random, now: datetime) -> None:
        """Most of the crossing cases go on under the successors."""
        people = {post.username: User.objects.get(username=post.username) for post in staff.POSTS}
        desks = {"hc-ca": "congan", "hc-syt": "congtacxahoi"}
        for case in Case.objects.open().order_by("pk")[2:]:
            receiver = desks.get(case.responsible_agency.code, "bienphong")
            start = REFORM + timedelta(days=dice.uniform(2, 20))
            with transaction.atomic():
                walk = Walk(dice, self.after(people, receiver), start=start, until=now)
                walk.go_on(case)

    def walk_after(self, dice: Random, people: dict[str, User], number: int, now: datetime) -> None:
        """A case received after the reform; targets and handoffs are dealt out in turn."""
        target = DECK[number % len(DECK)]
        least, most = SPANS[target]
        start = max(now - timedelta(days=dice.uniform(least, most)), REFORM + timedelta(days=2))
        receiver = RECEIVERS[number % len(RECEIVERS)]
        if target in (CaseState.NOT_CONFIRMED, CaseState.CLOSED) and receiver == "xa":
            receiver = "congan"
        asked = receiver in ("xa", "congtacxahoi") and target != CaseState.NOT_CONFIRMED
        if receiver == "congtacxahoi" and not asked:
            receiver = "congan"
        route = dice.choice(ASKED if asked else TAKEN_IN)
        with transaction.atomic():
            walk = Walk(dice, self.after(people, receiver), start=start, until=now)
            walk.go(route, target, ON_THE_WAY[number // 2 % len(ON_THE_WAY)])

    def ask_two_desks(self, people: dict[str, User], now: datetime) -> None:
        """One telephone in a case of the police and one of the border guard: both are asked."""
        for keeper in (people["congan"], people["bienphong"]):
            standing = keeper.get_standing()
            if standing is None:
                continue
            kept = Case.objects.open().filter(responsible_agency=standing.agency)
            if case := kept.order_by("pk").last():
                records.amend_person(case, values={"phone": ONE_PHONE}, by=keeper, now=now)

    def walk_together(self, dice: Random, people: dict[str, User], now: datetime) -> None:
        """People of one incident, received at the border within the last days."""
        start = now - timedelta(days=dice.uniform(1, 9))
        with transaction.atomic():
            walk = Walk(dice, self.after(people, "bienphong"), start=start, until=now)
            walk.receive_together(3)
