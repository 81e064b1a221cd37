"""What the demonstration data promise, asked of the tables after one real seeding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Model
from django.utils import timezone

from caseflow.choices import AgeBand, CaseState, Exploitation, ProposalState, Role, Route, Sex
from caseflow.models import (
    Case,
    CaseMilestone,
    Clock,
    DelayReason,
    Incident,
    Membership,
    PersonMatch,
    Proposal,
    User,
)
from caseflow.workdays import start_of
from referrals.choices import HandoffKind, HandoffState
from referrals.models import Handoff
from support.demo import mix, people, staff
from support.management.commands.seed_demo import DECK, REFORM, WEIGHTS
from support.models import ServiceDelivery

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def seeded(settings, **sizes: int) -> str:
    """The demonstration data as `make demo` makes them; what the command says."""
    settings.DEMO = True
    said = StringIO()
    call_command("seed_demo", stdout=said, **sizes)
    return said.getvalue()


def codes(column: str, model: type[Model] = Case) -> Counter[str]:
    return Counter(model._default_manager.values_list(column, flat=True))


def share(column: str, code: str) -> float:
    return codes(column)[code] / Case.objects.count()


def crossing() -> int:
    """Files received before the reform and open at that moment."""
    return (
        Case.objects.filter(received_at__lt=REFORM, responsibilities__started_at__gte=REFORM)
        .distinct()
        .count()
    )


def late() -> int:
    return Clock.objects.overdue(timezone.now()).count()


PROMISES: dict[str, Callable[[], bool]] = {
    "at least 200 cases": lambda: Case.objects.count() >= 200,
    "most received after 1/7/2025": lambda: (
        Case.objects.filter(received_at__gte=REFORM).count() > 0.75 * Case.objects.count()
    ),
    "at least 20 crossing it": lambda: crossing() >= 20,
    "every state and end state": lambda: set(codes("state")) == set(CaseState.values),
    "handoffs in every state": lambda: set(codes("state", Handoff)) == set(HandoffState.values),
    "transfers and referrals": lambda: set(codes("kind", Handoff)) == set(HandoffKind.values),
    "some late, most not": lambda: 5 <= late() < 0.5 * Clock.objects.count(),
    "some of the late explained": lambda: DelayReason.objects.count() >= 3,
    "limits of both laws": lambda: {"2011", "2024", "house"} <= set(codes("regime__code", Clock)),
    "the three days of the initial verification": lambda: (
        Clock.objects.filter(rule="2024.initial_verification").count() >= 10
    ),
    "the nine days of an application": lambda: (
        Clock.objects.filter(rule="2024.support_dossier").count() >= 5
    ),
    "routes of people who come and of people taken in": lambda: (
        {Route.SELF_REPORT, Route.RESCUED, Route.BORDER, Route.HOTLINE, Route.FOREIGNER}
        <= set(codes("route"))
    ),
    "support under both laws": lambda: {"2011", "2024"} <= set(codes("support_regime")),
    "two desks asked about one person": lambda: PersonMatch.objects.filter(basis="phone").exists(),
    "an incident with several people": lambda: Incident.objects.filter(
        cases__isnull=False
    ).exists(),
    "a child with an adult": lambda: Case.objects.filter(accompanies_adult=True).exists(),
    "proposals waiting, approved, returned": lambda: (
        set(codes("state", Proposal)) == set(ProposalState.values)
    ),
    "deeds beside the steps": lambda: CaseMilestone.objects.count() >= 20,
    "services given": lambda: ServiceDelivery.objects.count() >= 100,
    "women and men as in the source": lambda: (
        abs(share("sex", Sex.FEMALE) - proportion(0, "female")) < 0.1
        and abs(share("sex", Sex.MALE) - proportion(0, "male")) < 0.1
    ),
    "several kinds of exploitation": lambda: len(codes("exploitation")) >= 6,
    "children and adults": lambda: {AgeBand.FROM_16, AgeBand.FROM_18} <= set(codes("age_band")),
    "nobody received in the future": lambda: (
        not Case.objects.filter(received_at__gt=timezone.now()).exists()
    ),
    "every role signs in": lambda: set(codes("role", Membership)) == set(Role.values),
}


def proportion(column: int, value: str) -> float:
    """How often this value stands in a column of the source."""
    return sum(row[3] for row in mix.COUNTS if row[column] == value) / total()


def total() -> int:
    return sum(row[3] for row in mix.COUNTS)


@pytest.mark.slow
def test_the_demonstration_keeps_its_promises(settings):
    assert "demonstration data:" in seeded(settings)

    assert not [words for words, holds in PROMISES.items() if not holds()]
    out = StringIO()
    call_command("check_invariants", stdout=out)
    assert "0 violations" in out.getvalue()


def test_a_small_demonstration_is_whole_and_made_once(settings):
    said = seeded(settings, cases=9, crossing=3)
    cases = Case.objects.count()

    assert f"{cases} cases" in said
    assert cases == 9 + 3 + 2 * 4
    assert crossing() == 3
    out = StringIO()
    call_command("check_invariants", stdout=out)
    assert "0 violations" in out.getvalue()
    assert "present" in seeded(settings)
    assert Case.objects.count() == cases


def test_accounts_everybody_knows_are_made_in_the_demonstration_only(settings):
    settings.DEMO = False

    with pytest.raises(CommandError):
        call_command("seed_demo")
    assert not User.objects.exists()


def test_the_figures_of_the_source_are_whole():
    """6,281 rows; each combination once; only words the dice know."""
    assert total() == 6281
    assert len({row[:3] for row in mix.COUNTS}) == len(mix.COUNTS)
    assert {row[0] for row in mix.COUNTS} <= set(Sex.values)
    assert {row[1] for row in mix.COUNTS} == set(mix.BANDS)
    assert {row[2] for row in mix.COUNTS} == set(mix.PURPOSES)


def test_the_dice_follow_the_figures():
    dice = Random(7)  # noqa: S311 - repeatable
    drawn = Counter(mix.draw(dice)[0] for _draw in range(4000))

    assert abs(drawn[Sex.FEMALE] / 4000 - proportion(0, "female")) < 0.03
    purposes = {mix.draw(dice)[2] for _draw in range(500)}
    assert {Exploitation.FORCED_LABOUR, Exploitation.PROSTITUTION} <= purposes


@pytest.mark.parametrize("band", people.YEARS)
def test_an_invented_birthday_gives_its_band(band):
    dice, day = Random(3), timezone.localdate()  # noqa: S311 - repeatable
    youngest, oldest = people.YEARS[band]

    for _draw in range(200):
        born = people.birthday(dice, band, day)
        assert born is not None
        assert youngest <= (day - born).days / 365.2425 < oldest + 1


@pytest.mark.parametrize(("sex", "digit"), [(Sex.MALE, "2"), (Sex.FEMALE, "3")])
def test_an_invented_number_agrees_with_sex_and_year(sex, digit):
    """Decree 137/2015 Art. 13."""
    number = people.citizen_number(Random(3), sex, start_of(REFORM.date()).date())  # noqa: S311

    assert len(number) == 12
    assert number[3:6] == f"{digit}25"


def test_the_deck_deals_every_state_by_its_weight():
    assert Counter(DECK) == WEIGHTS
    assert set(DECK[: len(WEIGHTS)]) == set(WEIGHTS)


def test_every_demonstration_person_has_a_post_on_both_sides_of_the_reform():
    assert {post.role for post in staff.POSTS} == set(Role)
    assert all(post.before and post.after for post in staff.POSTS)
