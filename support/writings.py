"""What the support floor wrote down about a case, for the pages that list sealed records."""

from django.utils.translation import gettext as _

from caseflow.models import Case
from caseflow.reports.writings import MOST, Kind, Writing, records, writing
from support.models import NeedsAssessment, ServiceDelivery


def of(case: Case) -> list[Kind]:
    """Needs, planned services, services given and follow-ups; those with nothing sealed are left out."""
    given = records(case, ServiceDelivery, lambda row: str(row.get_kind_display()))
    kinds = [
        (
            _("Kết quả đánh giá nhu cầu"),
            records(case, NeedsAssessment, lambda row: _("Đã đánh giá")),
        ),
        (_("Ghi chú của dịch vụ trong kế hoạch"), _planned(case)),
        (_("Ghi chú các lần hỗ trợ"), given),
        (_("Ghi chú theo dõi"), _followed(case)),
    ]
    return [(title, [row for row in rows if row.fields]) for title, rows in kinds]


def _planned(case: Case) -> list[Writing]:
    items = case.plan_items.select_related("provider").order_by("-planned_on", "-pk")[:MOST]
    return [
        writing(item, str(item.get_kind_display()), item.planned_on, "", item.provider)
        for item in items
    ]


def _followed(case: Case) -> list[Writing]:
    looks = case.follow_ups.filter(done_on__isnull=False).order_by("-done_on", "-pk")[:MOST]
    return [
        writing(look, str(look.get_result_display()), look.done_on, "", case.responsible_agency)
        for look in looks
        if look.done_on
    ]
