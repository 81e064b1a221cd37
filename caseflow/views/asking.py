"""What a person was already asked, as pages show it: topics, times, days and agencies."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _, ngettext

from caseflow import asked, wording
from caseflow.models import Case


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


def card(case: Case) -> dict[str, Any]:
    """For asked_card.html: how often the person had to tell, and about what."""
    number = asked.times(case)
    return {
        "times": number,
        "words": ngettext(
            "Người được hỗ trợ đã phải kể %(n)s lần.",
            "Người được hỗ trợ đã phải kể %(n)s lần.",
            number,
        )
        % {"n": number},
        "table": table(asked.topics(case)),
    }
