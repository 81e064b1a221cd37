"""The law as tables for people: what a regime says, and what two regimes or versions differ in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from caseflow.choices import AgencyKind, Route, Step
from caseflow.law.events import ENDINGS
from caseflow.law.shapes import ClockRule, Column, Decider, Entitlement, Regime
from caseflow.workdays import length_words

ANSWERS = {"yes": "✓", "no": "–"}


@dataclass(frozen=True)
class Section:
    """A table with its title."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sections(regime: Regime) -> list[Section]:
    """Everything a regime says, in the reader's language; empty tables are left out."""
    made = [_limits(regime), _unlimited(regime), _deciders(regime), _papers(regime)]
    made += [_support(regime), _duties(regime)]
    return [section for section in made if section.rows]


def differences(old: Regime, new: Regime) -> list[Section]:
    """What the newer of two laws, or versions of one, says otherwise; what is the same is left out."""
    columns = (_("Nội dung"), *_names(old, new))
    found = [
        (_("Thời hạn"), _paired(_limit_words(old), _limit_words(new))),
        (_("Ai quyết định"), _paired(_decider_words(old), _decider_words(new))),
        (_("Giấy tờ xác nhận"), _paired(_paper_words(old), _paper_words(new))),
        (_("Chế độ hỗ trợ"), _paired(_support_words(old), _support_words(new))),
    ]
    return [Section(title, columns, tuple(rows)) for title, rows in found if rows]


def named(regime: Regime) -> str:
    """The law with the number of its version."""
    return _("%(law)s, bản %(n)s") % {"law": regime.title, "n": regime.version}


def _names(old: Regime, new: Regime) -> tuple[str, str]:
    if old.code == new.code:
        return named(old), named(new)
    return str(old.title), str(new.title)


def _limits(regime: Regime) -> Section:
    rows = tuple(
        (
            str(rule.label),
            _length(rule),
            str(rule.duty),
            _endings(rule),
            str(rule.source),
            rule.certainty.value,
        )
        for rule in regime.clocks
        if rule.is_limited
    )
    columns = (
        _("Thời hạn"),
        _("Bao lâu"),
        _("Ai làm"),
        _("Hết áp dụng khi"),
        _("Căn cứ"),
        _("Độ chắc"),
    )
    return Section(_("Thời hạn"), columns, rows)


def _unlimited(regime: Regime) -> Section:
    rows = tuple(
        (str(rule.label), str(rule.duty), str(rule.source))
        for rule in regime.clocks
        if not rule.is_limited
    )
    columns = (_("Việc"), _("Ai làm"), _("Căn cứ"))
    return Section(_("Việc luật chưa ghi hạn"), columns, rows)


def _deciders(regime: Regime) -> Section:
    rows = tuple(
        (
            str(each.step.label),
            _routes(each.routes),
            _kinds(each),
            str(each.source),
            each.certainty.value,
        )
        for each in regime.deciders
    )
    columns = (_("Bước"), _("Cách tiếp nhận"), _("Ai quyết định"), _("Căn cứ"), _("Độ chắc"))
    return Section(_("Ai quyết định"), columns, rows)


def _papers(regime: Regime) -> Section:
    named = (
        (_("Giấy tờ xác nhận"), regime.papers),
        (_("Căn cứ xác định"), regime.evidence),
        (_("Giấy tờ khác"), regime.documents),
    )
    rows = tuple(
        (str(paper.label), kind, str(paper.source), paper.certainty.value)
        for kind, papers in named
        for paper in papers
    )
    columns = (_("Giấy tờ"), _("Loại"), _("Căn cứ"), _("Độ chắc"))
    return Section(_("Giấy tờ và căn cứ"), columns, rows)


def _support(regime: Regime) -> Section:
    rows = tuple(
        (
            str(kind.label),
            *(_answer(kind, column) for column in Column),
            str(kind.source),
            kind.certainty.value,
        )
        for kind in regime.entitlements
    )
    columns = (_("Loại hỗ trợ"), *(_status(column) for column in Column), _("Căn cứ"), _("Độ chắc"))
    return Section(_("Chế độ hỗ trợ"), columns, rows)


def _duties(regime: Regime) -> Section:
    rows = tuple((str(one.label), str(one.source), one.certainty.value) for one in regime.duties)
    columns = (_("Việc"), _("Căn cứ"), _("Độ chắc"))
    return Section(_("Việc luật yêu cầu, không gắn thời hạn"), columns, rows)


def _status(column: Column) -> str:
    return {
        Column.VN_VICTIM: _("Đã xác định"),
        Column.CHILD_WITH_VICTIM: _("Trẻ đi cùng"),
        Column.IN_IDENTIFICATION: _("Đang xác định, trong nước"),
        Column.IN_IDENTIFICATION_ABROAD: _("Đang xác định, ở nước ngoài"),
        Column.FOREIGN: _("Người nước ngoài"),
    }[column]


def _answer(kind: Entitlement, column: Column) -> str:
    answer = kind.answers[column].value
    return ANSWERS.get(answer) or _("xét từng trường hợp")


def _length(rule: ClockRule) -> str:
    if not rule.is_limited:
        return _("chưa ghi hạn")
    return length_words(rule.unit, rule.length)


def _endings(rule: ClockRule) -> str:
    return "; ".join(str(ENDINGS[event]) for event in sorted(rule.ended_by)) or "–"


def _routes(routes: Iterable[Route]) -> str:
    named = set(routes)
    if named == set(Route):
        return _("mọi cách")
    return "; ".join(str(route.label) for route in Route if route in named)


def _kinds(each: Decider) -> str:
    return "; ".join(str(kind.label) for kind in AgencyKind if kind in each.kinds)


Words = dict[str, tuple[str, str]]
"""What two laws are paired by: the subject in words and what is said of it."""


def _paired(old: Words, new: Words) -> list[tuple[str, str, str]]:
    rows = []
    for key in dict.fromkeys([*old, *new]):
        before, after = (side.get(key, ("", "–"))[1] for side in (old, new))
        if before != after:
            rows.append(((new.get(key) or old[key])[0], before, after))
    return rows


def _limit_words(regime: Regime) -> Words:
    found: dict[str, tuple[str, str]] = {}
    for rule in regime.clocks:
        words = _("%(length)s (%(who)s)") % {"length": _length(rule), "who": rule.duty}
        found[rule.code.partition(".")[2]] = (str(rule.label), words)
    return found


def _decider_words(regime: Regime) -> Words:
    return {
        f"{step}/{route}": (f"{step.label}: {route.label}", kinds)
        for step, route, kinds in _decided(regime)
    }


def _decided(regime: Regime) -> Iterator[tuple[Step, Route, str]]:
    for each in regime.deciders:
        for route in Route:
            if route in each.routes:
                yield each.step, route, _kinds(each)


def _paper_words(regime: Regime) -> Words:
    return {paper.code: (str(paper.label), str(paper.label)) for paper in regime.papers}


def _support_words(regime: Regime) -> Words:
    return {
        f"{service}/{column}": (
            f"{kind.label}: {_status(column)}",
            _answer(kind, column),
        )
        for kind in regime.entitlements
        for service in kind.services
        for column in Column
    }
