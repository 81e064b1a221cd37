"""The reference agencies: both generations, joined by successors, nothing left behind."""

import re
from datetime import date

import pytest

from caseflow import reference_data
from caseflow.choices import AgencyKind
from caseflow.reference_data import FILE, BadReferenceData, load, parse

DATA = load()
LAST, FIRST = date(2025, 6, 30), date(2025, 7, 1)
BY_CODE = {agency.code: agency for agency in DATA.agencies}


def existing(day):
    return [
        agency
        for agency in DATA.agencies
        if (agency.valid_from is None or agency.valid_from <= day)
        and (agency.valid_to is None or day <= agency.valid_to)
    ]


@pytest.mark.parametrize(
    "kind",
    [
        AgencyKind.POLICE, AgencyKind.BORDER_GUARD, AgencyKind.COAST_GUARD, AgencyKind.SOCIAL_AFFAIRS,
        AgencyKind.COMMUNE, AgencyKind.FACILITY, AgencyKind.FOREIGN_AFFAIRS, AgencyKind.LEGAL_AID,
        AgencyKind.STEERING_138, AgencyKind.PROCURACY, AgencyKind.COURT,
    ],
)  # fmt: skip
@pytest.mark.parametrize("day", [LAST, FIRST])
def test_both_generations_know_every_kind(kind, day):
    assert kind in {agency.kind for agency in existing(day)}


def test_every_dissolved_agency_has_a_successor_that_lives_today():
    next_of = {link.predecessor: link.successor for link in DATA.successions}

    for agency in DATA.agencies:
        code = agency.code
        while BY_CODE[code].valid_to is not None:
            code = next_of[code]
        assert BY_CODE[code] in existing(date(2026, 11, 24))


def test_two_districts_became_one_before_the_province_ended():
    into = {link.predecessor for link in DATA.successions if link.successor == "bv-ca-long-dat"}

    assert into == {"bv-ca-long-dien", "bv-ca-dat-do"}


def test_texts_fit_their_columns_and_phones_are_samples():
    for agency in DATA.agencies:
        assert len(agency.name) <= 200
        assert len(agency.short_name) <= 80
        assert re.fullmatch(r"0254 000 \d{4}|028 0000 \d{4}|111", agency.duty_phone)
        assert "số mẫu" in agency.duty_hours or agency.duty_phone == "111"
        assert re.fullmatch(r"\d{3}", agency.province)


def test_columns_are_those_of_the_table():
    from caseflow.models import Agency

    names = {field.name for field in Agency._meta.get_fields()}

    assert all(set(agency.columns()) <= names for agency in DATA.agencies)
    assert reference_data.load() == DATA


MISTAKES = [
    ('kind = "police"', 'kind = "polis"', "agency bv-ca: 'polis'"),
    ('code = "bv-ca"', 'code = "BV ca"', "agency BV ca, code"),
    ('code = "bv-ca-vung-tau"', 'code = "bv-ca"', "agency bv-ca, code: stands twice"),
    ('parent = "bv-ca"', 'parent = "hc-ca"', "bv-ca-vung-tau, parent: hc-ca must stand before"),
    ('reference_prefix = "BV"', 'reference_prefix = "B1"', "reference_prefix: two capital"),
    (
        "valid_to = 2025-06-30",
        "valid_to = 2025-06-30\nvalid_from = 2026-01-01",
        "valid_to: lies before",
    ),
    ('province = "077"', 'place = "077"', "agency bv-ca: "),
    ('successor = "hc-ca"', 'successor = "hc-nothing"', "hc-nothing is no agency"),
    ('successor = "hc-ca"', 'successor = "hc-syt"', "successor is of another kind"),
    ("on = 2025-01-01", "on = 2024-01-01", "on: does not fit"),
    ('certainty = "U"\n\n[[succession]]', 'certainty = "X"\n\n[[succession]]', "succession of "),
]


@pytest.mark.parametrize(("good", "bad", "complaint"), MISTAKES)
def test_a_mistake_names_agency_and_field(good, bad, complaint):
    text = FILE.read_text(encoding="utf-8")
    assert good in text

    with pytest.raises(BadReferenceData, match=re.escape(complaint)):
        parse(text.replace(good, bad, 1))
