"""A child with an adult, an earlier episode, a duplicate; and forms that arrive twice."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from caseflow import access
from caseflow.actions import intake, links, proposals
from caseflow.choices import (
    AgeBand,
    AgencyKind,
    CaseState,
    CloseReason,
    GrantBasis,
    Level,
    LinkKind,
    Role,
    Step,
)
from caseflow.models import Agency, Case, Incident, User
from caseflow.refusals import OutOfReach, WrongInput, WrongRole
from tests import factories
from tests.pages.conftest import Browser, browser

__all__ = ["browser"]
pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
CHILD = {"age_band": AgeBand.FROM_13}


@pytest.fixture
def keeper() -> User:
    return factories.user()


def test_a_child_is_linked_to_the_adult_and_shares_the_incident(keeper: User) -> None:
    now = timezone.now()
    group = [factories.an_intake(), factories.an_intake()]
    incident = intake.receive_group(
        intakes=group, happened_on=timezone.localdate(now), by=keeper, now=now
    )
    adult = Case.objects.get(intake_token=group[0].token)

    child = intake.receive_accompanying_child(
        adult, intake=factories.an_intake(**CHILD), by=keeper, now=now
    )

    assert child.accompanies_adult
    assert child.incident == incident
    assert child.links.get().other == adult


def test_a_file_out_of_reach_gets_no_child_no_episode_and_no_link(keeper: User) -> None:
    mine, other = factories.case(keeper), factories.case()
    now = timezone.now()

    for deed in (
        lambda: intake.receive_accompanying_child(
            other, intake=factories.an_intake(**CHILD), by=keeper, now=now
        ),
        lambda: intake.receive_again(other, intake=factories.an_intake(), by=keeper, now=now),
        lambda: links.link_cases(mine, other, kind=LinkKind.DUPLICATE, by=keeper, now=now),
        lambda: links.link_cases(other, mine, kind=LinkKind.DUPLICATE, by=keeper, now=now),
    ):
        with pytest.raises(OutOfReach):
            deed()
    assert Case.objects.count() == 2


def test_the_trail_of_an_earlier_episode_is_enough_to_link_a_new_one(keeper: User) -> None:
    earlier = factories.case_in(CaseState.CLOSED)
    now = timezone.now()
    access.grant(earlier, to=keeper, level=Level.TRAIL, basis=GrantBasis.FORMER, by=keeper, now=now)

    again = intake.receive_again(earlier, intake=factories.an_intake(), by=keeper, now=now)

    assert (again.links.get().other, again.links.get().kind) == (earlier, LinkKind.EARLIER_EPISODE)
    assert again.person.uid != earlier.person.uid
    assert again.uid != earlier.uid


def test_related_files_are_shown_to_those_who_reach_them(browser: Browser, keeper: User) -> None:
    adult = factories.case(keeper)
    child = intake.receive_accompanying_child(
        adult, intake=factories.an_intake(**CHILD), by=keeper, now=timezone.now()
    )
    url = reverse("caseflow:case", args=[child.reference])
    assert adult.reference in browser(keeper).get(url).content.decode()

    worker = factories.user(Role.SOCIAL_WORKER, at=factories.agency(AgencyKind.SOCIAL_AFFAIRS))
    factories.move_to(child, worker)

    assert adult.reference not in browser(worker).get(url).content.decode()


def test_a_duplicate_names_the_file_it_repeats(browser: Browser, keeper: User) -> None:
    case, other, elsewhere = factories.case(keeper), factories.case(keeper), factories.case()
    url = reverse("caseflow:step", args=[case.reference, Step.CLOSE])
    form = {"version": "1", "close_reason": "duplicate", "grounds": "Hai lần báo tin"}
    client = browser(keeper)

    for wrong in ("", "HC99-9999-X", elsewhere.reference):
        assert client.post(url, {**form, "duplicate_of": wrong}).status_code == 409
    assert client.post(url, {**form, "duplicate_of": other.reference.lower()}).status_code == 302

    assert case.links.get().other == other


def test_another_reason_names_no_other_file(keeper: User) -> None:
    case, other = factories.case(keeper), factories.case(keeper)
    with pytest.raises(WrongInput):
        proposals.propose(
            case,
            step=Step.CLOSE,
            grounds="x",
            close_reason=CloseReason.DIED,
            duplicate_of=other,
            by=keeper,
            now=timezone.now(),
        )
    with pytest.raises(WrongInput):
        links.link_cases(case, case, kind=LinkKind.DUPLICATE, by=keeper, now=timezone.now())


def test_a_group_that_arrives_twice_is_one_incident(keeper: User) -> None:
    form = [factories.an_intake(), factories.an_intake()]
    now = timezone.now()
    day = timezone.localdate(now)
    first = intake.receive_group(intakes=form, happened_on=day, by=keeper, now=now)

    assert intake.receive_group(intakes=form, happened_on=day, by=keeper, now=now) == first
    assert Incident.objects.count() == 1
    with pytest.raises(WrongInput):
        intake.receive_group(intakes=[], happened_on=day, by=keeper, now=now)


def test_somebody_elses_token_opens_nothing_of_theirs(keeper: User) -> None:
    token = uuid4()
    theirs = intake.receive_group(
        intakes=[factories.an_intake(token=token)],
        happened_on=timezone.localdate(),
        by=factories.user(),
        now=timezone.now(),
    )

    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        intake.receive_group(
            intakes=[factories.an_intake(token=token)],
            happened_on=timezone.localdate(),
            by=keeper,
            now=timezone.now(),
        )
    assert not Case.objects.visible_to(keeper).filter(incident=theirs).exists()


def test_a_dissolved_agency_receives_nobody(keeper: User) -> None:
    standing = keeper.get_standing()
    assert standing is not None
    yesterday = timezone.localdate() - timedelta(days=1)
    Agency.objects.filter(pk=standing.agency.pk).update(valid_to=yesterday)

    with pytest.raises(WrongRole):
        factories.case(keeper)
