"""Amounts in words: what a province gives on a day, and where that is written."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import get_language, gettext as _

from support.choices import RateKind
from support.models import Rate


def amount(rate: Rate) -> str:
    """The sum and what it is for."""
    grouped = f"{rate.amount:,}"
    english = (get_language() or "vi").startswith("en")
    return _("%(sum)s đồng %(per)s") % {
        "sum": grouped if english else grouped.replace(",", "."),
        "per": RateKind(rate.kind).per,
    }


def with_source(rate: Rate) -> str:
    """The kind, the sum and where it is written."""
    return f"{rate.get_kind_display()}: {amount(rate)} ({rate.legal_basis}; {rate.certainty})"


def of_province(province: str) -> QuerySet[Rate]:
    """Everything recorded for a province, corrected amounts too, the latest first."""
    return Rate.objects.filter(province=province).order_by("-valid_from", "-pk")


class Tariff:
    """The amounts of some provinces, read once."""

    def __init__(self, provinces: Iterable[str]) -> None:
        self.rates = Rate.objects.of_provinces(provinces)

    def on(self, province: str, kind: str, day: date) -> Rate | None:
        """What holds on a day; None where nothing is recorded."""
        found = self.rates.get((province, kind), [])
        return next((rate for rate in found if rate.covers(day)), None)

    def words(self, province: str, service: str, day: date) -> str:
        """Every amount that concerns a service on a day; empty for a service without amounts."""
        kinds = [kind for kind in RateKind if kind.service == service]
        found = [(kind, self.on(province, kind, day)) for kind in kinds]
        said = [with_source(rate) for _kind, rate in found if rate is not None]
        if kinds and not said:
            return _("chưa ghi mức")
        return "; ".join(said)
