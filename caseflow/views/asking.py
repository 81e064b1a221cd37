"""What a person was already asked, as pages show it: topics, times, days and agencies."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _, ngettext

from caseflow import access, asked, wording
from caseflow.models import Case, Statement, User
from caseflow.reports import directory


def table(already: Sequence[asked.Asked]) -> dict[str, Any]:
    """For data_table.html: a row a topic; no row where nobody was asked."""
    return {
        "caption": _("Những gì đã hỏi người được hỗ trợ"),
        "columns": [_("Chủ đề"), _("Đã hỏi"), _("Lần cuối"), _("Đơn vị hỏi lần cuối")],
        "rows": [
            [
                each.label,
                asked.times_words(each.times),
                wording.vn_date(each.last_on),
                each.agency.label,
            ]
            for each in already
        ],
    }


def card(case: Case, user: User) -> dict[str, Any]:
    """For asked_card.html: how often the person had to tell, about what, and where the words are read."""
    number = asked.times(case)
    return {
        "times": number,
        "words": ngettext(
            "Người được hỗ trợ đã phải kể %(n)s lần.",
            "Người được hỗ trợ đã phải kể %(n)s lần.",
            number,
        )
        % {"n": number},
        "advice": _("Đọc bản đã ghi trước khi hỏi lại.")
        if may_read(case, user)
        else whom_to_ask(case),
        "table": table(asked.topics(case)),
    }


def may_read(case: Case, user: User) -> bool:
    """Whether this person may open what was told, as `reading.reveal` decides it."""
    return access.may_reveal(user, case, Statement._meta.get_field("text").label)


def whom_to_ask(case: Case) -> str:
    """Whom to ask, for those who may not read."""
    agency = case.responsible_agency
    duty = directory.duty(agency)
    return _("Lời kể ở lại đơn vị giữ hồ sơ. Trước khi hỏi lại, hãy hỏi %(agency)s.") % {
        "agency": f"{agency.label} ({duty})" if duty else agency.label
    }
