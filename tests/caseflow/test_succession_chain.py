"""An heir that ends itself: whoever hands over to it does so before, and nothing is left on the way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from caseflow import access
from caseflow.actions import succession, units
from caseflow.choices import Role
from caseflow.holdings import holding
from caseflow.models import Agency, Case, Membership, SuccessionRun, User
from caseflow.refusals import WrongInput, WrongMoment
from tests import factories

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


class Chain:
    """Two districts that became one, which is to become part of the city."""

    def __init__(self) -> None:
        self.today = timezone.localdate()
        self.tomorrow = self.today + timedelta(days=1)
        self.district, self.merged, self.city = (factories.agency() for _each in range(3))
        self.admins = {
            agency: factories.user(Role.UNIT_ADMIN, at=agency)
            for agency in (self.district, self.merged, self.city)
        }
        self.officer = factories.user(at=self.district)
        self.case = factories.case(self.officer)

    def prepared(self, old: Agency, heir: Agency, on: date) -> SuccessionRun:
        return succession.prepare(
            old, successor=heir, on=on, agreement="7/BB", by=self.admins[old], now=timezone.now()
        )

    def confirmed(self, old: Agency, heir: Agency, on: date) -> SuccessionRun:
        run = self.prepared(old, heir, on)
        return succession.confirm(run, by=self.admins[heir], now=timezone.now())

    def assert_all_in_the_city(self) -> None:
        for old in (self.district, self.merged):
            assert holding(old, timezone.now()).is_empty
        assert Case.objects.get(pk=self.case.pk).responsible_agency == self.city
        officer = User.objects.get(pk=self.officer.pk)
        assert [post.agency for post in Membership.objects.current().filter(user=officer)] == [
            self.city
        ]


@pytest.fixture
def chain() -> Chain:
    return Chain()


def test_the_earlier_day_comes_first_whichever_was_written_down_first(chain: Chain) -> None:
    chain.confirmed(chain.merged, chain.city, chain.tomorrow)
    chain.confirmed(chain.district, chain.merged, chain.today)

    succession.carry_on(timezone.now() + timedelta(days=1))

    chain.assert_all_in_the_city()


def test_people_follow_though_the_clock_comes_when_the_heir_has_ended(
    chain: Chain, clock: time_machine.Traveller
) -> None:
    Agency.objects.filter(pk=chain.merged.pk).update(valid_to=chain.today)
    chain.confirmed(chain.district, chain.merged, chain.today)
    chain.confirmed(chain.merged, chain.city, chain.tomorrow)
    clock.shift(timedelta(days=1))

    succession.carry_on(timezone.now())

    chain.assert_all_in_the_city()


def test_an_agency_that_has_ended_takes_nothing_over(
    chain: Chain, clock: time_machine.Traveller
) -> None:
    run = chain.prepared(chain.district, chain.merged, chain.today)
    Agency.objects.filter(pk=chain.merged.pk).update(valid_to=chain.today)
    clock.shift(timedelta(days=1))

    with pytest.raises(WrongInput):
        succession.confirm(run, by=chain.admins[chain.merged], now=timezone.now())
    succession.cancel(run, by=chain.admins[chain.district], now=timezone.now())
    ended = Agency.objects.get(pk=chain.merged.pk)
    with pytest.raises(WrongInput):
        chain.prepared(chain.district, ended, chain.today)


def test_nobody_hands_over_to_an_agency_that_ends_before(chain: Chain) -> None:
    chain.confirmed(chain.merged, chain.city, chain.today)

    with pytest.raises(WrongInput):
        chain.prepared(chain.district, chain.merged, chain.tomorrow)


def test_nobody_ends_before_what_comes_to_it(chain: Chain) -> None:
    chain.confirmed(chain.district, chain.merged, chain.tomorrow)

    with pytest.raises(WrongMoment):
        chain.prepared(chain.merged, chain.city, chain.today)


def test_who_is_to_take_over_does_not_close(chain: Chain) -> None:
    chain.confirmed(chain.district, chain.merged, chain.tomorrow)
    Membership.objects.current().filter(agency=chain.merged).exclude(
        user=chain.admins[chain.merged]
    ).update(ended_at=timezone.now())

    with pytest.raises(WrongMoment) as refused:
        units.close_agency(
            chain.merged, on=chain.today, by=chain.admins[chain.merged], now=timezone.now()
        )

    assert "Đơn vị sẽ kế nhiệm đơn vị khác." in map(str, refused.value.sentences)


@pytest.mark.parametrize("heir_from", ["beside", "below", "far below"])
def test_agencies_below_the_one_that_ends_stand_below_its_heir(
    chain: Chain, heir_from: str
) -> None:
    province, old = factories.agency(), chain.district
    Agency.objects.filter(pk=old.pk).update(parent=province)
    near = factories.agency(parent=old)
    far = factories.agency(parent=near)
    other = factories.agency(parent=old)
    gone = factories.agency(parent=old, valid_to=chain.today - timedelta(days=9))
    heir = {"beside": chain.city, "below": near, "far below": far}[heir_from]
    chain.admins[heir] = chain.admins.get(heir) or factories.user(Role.UNIT_ADMIN, at=heir)

    chain.confirmed(old, heir, chain.today)
    succession.carry_on(timezone.now())

    parents = dict(Agency.objects.values_list("pk", "parent"))
    assert parents[other.pk] == heir.pk
    assert parents[gone.pk] == old.pk, "what had ended before stays as it was"
    assert parents[heir.pk] == (None if heir_from == "beside" else province.pk)
    if heir_from != "below":
        assert parents[near.pk] == heir.pk
    for each in (other, heir):
        assert access.administers(chain.admins[heir], Agency.objects.get(pk=each.pk))
