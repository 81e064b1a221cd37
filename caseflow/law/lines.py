"""Every value of a law file on a line of its own: what a summary in tables could leave out."""

import json
from collections.abc import Iterator

from django.utils.translation import gettext as _

from caseflow.law.shapes import Regime
from caseflow.law.tables import Section


def changed(old: Regime, new: Regime) -> Section:
    """Each value that one of two versions has and the other has not, or has otherwise."""
    before, after = dict(_lines(json.loads(old.canonical))), dict(_lines(json.loads(new.canonical)))
    rows = tuple(
        (place, before.get(place, "–"), after.get(place, "–"))
        for place in dict.fromkeys([*before, *after])
        if before.get(place) != after.get(place)
    )
    columns = (
        _("Chỗ trong tệp"),
        _("Bản %(n)s") % {"n": old.version},
        _("Bản %(n)s") % {"n": new.version},
    )
    return Section(_("Từng giá trị của tệp"), columns, rows)


def _lines(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _lines(inner, f"{place}.{key}" if place else key)
    elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
        for number, inner in enumerate(value, 1):
            yield from _lines(inner, f"{place}[{inner.get('code', number)}]")
    elif isinstance(value, list):
        yield place, ", ".join(map(str, value))
    else:
        yield place, str(value)
