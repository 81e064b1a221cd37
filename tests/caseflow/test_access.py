"""One rule of reach: lists, single checks and `has_perm` agree for everybody."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from caseflow import access, workflow
from caseflow.actions import people
from caseflow.choices import AgencyKind, GrantBasis, Level, Role, Step
from caseflow.models import Case, Membership, User
from caseflow.models.user import standings_held
from caseflow.refusals import OutOfReach
from tests import factories

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.mark.parametrize("seed", range(6))
def test_lists_checks_and_permissions_agree_for_random_people_and_cases(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a repeatable population, not a secret
    parent = factories.agency(AgencyKind.POLICE)
    agencies = [
        parent,
        factories.agency(AgencyKind.POLICE, parent=parent),
        factories.agency(AgencyKind.SOCIAL_AFFAIRS),
        factories.agency(AgencyKind.STEERING_138),
        factories.agency(AgencyKind.STEERING_138, province="004"),
    ]
    staff = [factories.user(role, at=place) for role in Role for place in agencies]
    standings = {person: person.get_standing() for person in staff}
    receivers = [
        person
        for person, standing in standings.items()
        if standing is not None
        and standing.role in (Role.OFFICER, Role.SOCIAL_WORKER)
        and standing.agency_kind != AgencyKind.STEERING_138  # oversees, receives nobody
    ]
    cases = [factories.case(dice.choice(receivers)) for _ in range(6)]
    now = timezone.now()
    for case in cases:
        for _ in range(dice.randrange(3)):
            given = access.grant(
                case,
                to=dice.choice([*agencies, *staff]),  # type: ignore[arg-type]  # one of both kinds
                level=dice.choice(list(Level)),
                basis=GrantBasis.HELPER,
                by=staff[0],
                now=now - timedelta(hours=2),
                until=dice.choice([None, now - timedelta(hours=1), now + timedelta(hours=1)]),
            )
            if dice.random() < 0.3:
                access.revoke(given, by=staff[0], now=now)

    for person in staff:
        listed = set(Case.objects.visible_to(person).values_list("pk", flat=True))
        for case in cases:
            level = access.reach(person, case)
            assert (case.pk in listed) == (level is not None)
            for wanted, name in (
                (Level.TRAIL, "trail_case"),
                (Level.PACKAGE, "package_case"),
                (Level.WORK, "work_case"),
            ):
                has = person.has_perm(f"caseflow.{name}", case)
                assert has == (level is not None and level >= wanted)


def test_a_stray_model_level_right_shows_nothing_more() -> None:
    from django.contrib.auth.models import Permission

    stranger = factories.user()
    case = factories.case()
    stranger.user_permissions.add(Permission.objects.get(codename="work_case"))

    assert not Case.objects.visible_to(stranger).exists()
    assert not stranger.has_perm("caseflow.work_case", case)


def test_a_revoked_grant_ends_at_once() -> None:
    helper = factories.user()
    officer = factories.user()
    case = factories.case(officer)
    given = access.grant(
        case, to=helper, level=Level.WORK, basis=GrantBasis.HELPER, by=officer, now=timezone.now()
    )
    assert access.reach(helper, case) == Level.WORK

    access.revoke(given, by=officer, now=timezone.now())

    assert access.reach(helper, case) is None
    assert not Case.objects.visible_to(helper).exists()


def test_a_page_reads_a_standing_once_but_an_action_reads_the_present(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    officer, elsewhere = factories.user(), factories.agency()
    case = factories.case(officer)
    with standings_held():
        with django_assert_num_queries(1):
            first = officer.get_standing()
            assert User(pk=officer.pk).get_standing() == first
        Membership.objects.filter(user=officer).update(agency=elsewhere)  # by another process
        assert officer.get_standing() == first
        with transaction.atomic(), pytest.raises(OutOfReach):
            workflow.ask(case, Step.VERIFY, by=officer)
        people.leave_agency(officer, by=None, now=timezone.now())
        assert officer.get_standing() is None
    with django_assert_num_queries(2):
        assert officer.get_standing() == officer.get_standing()
