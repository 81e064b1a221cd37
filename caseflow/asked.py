"""What a person was already asked: topics, days, agencies, times. Codes only, nothing anybody told.

Counted are statements the person told; what relatives told costs the person nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from caseflow import wording
from caseflow.choices import Teller, Topic
from caseflow.models import Agency, Case, Statement

MOST_CASES = 5000
MOST_YEARS_BEFORE = 10
"""A day of telling further back than so many years before the case was received is a slip of the keys,
such as the year of birth. A house rule against typing errors; no source sets a bound."""


@dataclass(frozen=True)
class Asked:
    """One topic: how often the person was asked about it, when last and by whom."""

    topic: Topic | None
    """None for statements older than the list of topics."""
    times: int
    last_on: date
    agency: Agency

    @property
    def label(self) -> str:
        """What the topic is called."""
        return label(self.topic)

    @property
    def words(self) -> str:
        """When and by whom the person was asked about it last, in a sentence."""
        told = {"day": wording.vn_date(self.last_on), "agency": self.agency.label}
        return _("Đã hỏi ngày %(day)s, %(agency)s: %(what)s.") % {**told, "what": self.label}


@dataclass(frozen=True)
class Burden:
    """How often people had to tell, over some cases in which somebody was asked at all."""

    cases: int
    median: float
    more_than_once: int


def key(topic: Topic | None) -> str:
    """How a package names a topic."""
    return f"asked.{topic.value if topic else 'older'}"


def label(topic: Topic | None) -> str:
    """What a topic is called; statements from before the list say so."""
    return str(topic.label) if topic else _("Bản cũ, chưa ghi chủ đề")


def _told_by_person(case: Case, until: datetime | None) -> "QuerySet[Statement]":
    found = case.statements.filter(teller=Teller.PERSON)
    return found if until is None else found.filter(recorded_at__lte=until)


def times(case: Case, *, until: datetime | None = None) -> int:
    """How many times the person was asked, as written down until then."""
    return _told_by_person(case, until).count()


def times_words(number: int) -> str:
    """How often, in words."""
    return ngettext("%(n)s lần", "%(n)s lần", number) % {"n": number}


def topics(case: Case) -> list[Asked]:
    """Every topic the person was asked about, in the order of the list; those without one come last."""
    statements = list(
        _told_by_person(case, None)
        .select_related("agency")
        .defer("text")
        .order_by("happened_on", "pk")
    )
    found = []
    for topic in (*Topic, None):
        about = [each for each in statements if _covers(each, topic)]
        if about:
            last = about[-1]
            found.append(Asked(topic, len(about), last.happened_on, last.agency))
    return found


def _covers(statement: Statement, topic: Topic | None) -> bool:
    return not statement.topics if topic is None else topic.value in statement.topics


def repeated(case: Case, about: Collection[Topic]) -> list[Asked]:
    """Those of these topics the person was already asked about."""
    return [each for each in topics(case) if each.topic in about]


def burden(cases: "QuerySet[Case]") -> Burden | None:
    """How often the people of these cases were asked; None where nobody was. Reads so many cases at most."""
    counts = list(
        Statement.objects.filter(teller=Teller.PERSON, case__in=cases.order_by().values("pk"))
        .order_by()
        .values("case")
        .annotate(n=Count("pk"))
        .values_list("n", flat=True)[:MOST_CASES]
    )
    if not counts:
        return None
    return Burden(len(counts), median(counts), sum(n > 1 for n in counts))


def too_early(case: Case, day: date) -> str:
    """The sentence where a day of telling is further back than anybody means, or nothing."""
    received = timezone.localdate(case.received_at)
    same_day = min(received.day, 28) if received.month == 2 else received.day
    earliest = date(received.year - MOST_YEARS_BEFORE, received.month, same_day)
    if day >= earliest:
        return ""
    return _(
        "Ngày kể trước %(earliest)s, quá lâu trước khi tiếp nhận hồ sơ (%(received)s). Hãy xem lại năm "
        "đã ghi."
    ) % {"earliest": wording.vn_date(earliest), "received": wording.vn_date(received)}
