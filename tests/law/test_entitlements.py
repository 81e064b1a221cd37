"""Which support each status gets: one row per cell of both laws."""

from itertools import product

import pytest

from caseflow import law
from caseflow.choices import Citizenship, PersonStatus
from caseflow.law import Answer, Place

VN, STATELESS = Citizenship.VIETNAMESE, Citizenship.STATELESS_RESIDENT
FOREIGN, UNKNOWN = Citizenship.FOREIGN, Citizenship.UNKNOWN
VICTIM, CHILD = PersonStatus.VICTIM, PersonStatus.ACCOMPANYING_CHILD
ASKED, DENIED = PersonStatus.IN_IDENTIFICATION, PersonStatus.NOT_CONFIRMED
WORDS = {"y": Answer.YES, "n": Answer.NO, "c": Answer.CASE_BY_CASE}

# Columns: victim, child with victim, in identification here, in identification abroad, foreign.
TABLE_2024 = {  # Law 53/2024 Art. 37
    "a": "yyyyc",
    "b": "yyyyc",
    "c": "yyyyc",
    "d": "yyyyc",
    "dd": "yyync",
    "e": "yyynn",
    "g": "yyync",
    "h": "yynnn",
    "i": "ynnnn",
    "k": "ynnnn",
}
TABLE_2011 = {  # Law 66/2011 Art. 32; essentials while waiting by joint circular 01/2014
    "a": "yycny",
    "b": "yynny",
    "c": "yynny",
    "d": "ynnny",
    "dd": "ynnnn",
    "e": "ynnnn",
}
COLUMNS = [
    (VICTIM, VN, Place.HOME),
    (CHILD, VN, Place.HOME),
    (ASKED, VN, Place.HOME),
    (ASKED, VN, Place.ABROAD),
    (VICTIM, FOREIGN, Place.HOME),
]
CELLS = [
    (regime, code, *COLUMNS[column], WORDS[letter])
    for regime, table in (("2011", TABLE_2011), ("2024", TABLE_2024))
    for code, letters in table.items()
    for column, letter in enumerate(letters)
]


def answers(regime, status, citizenship, place=Place.HOME, **more):
    return {
        kind.code: answer
        for kind, answer in law.entitlement(regime, status, citizenship, place, **more)
    }


@pytest.mark.parametrize(("regime", "code", "status", "citizenship", "place", "answer"), CELLS)
def test_cell(*, regime, code, status, citizenship, place, answer):
    assert answers(regime, status, citizenship, place)[code] == answer


@pytest.mark.parametrize(("regime", "table"), [("2011", TABLE_2011), ("2024", TABLE_2024)])
def test_the_table_names_every_kind_in_the_order_of_the_law(regime, table):
    assert [kind.code for kind in law.regime(regime).entitlements] == list(table)


@pytest.mark.parametrize("regime", ["2011", "2024"])
def test_a_stateless_resident_is_treated_like_a_citizen(regime):
    for status, place in product(PersonStatus, Place):
        assert answers(regime, status, STATELESS, place) == answers(regime, status, VN, place)


@pytest.mark.parametrize("regime", ["2011", "2024"])
@pytest.mark.parametrize("citizenship", list(Citizenship))
def test_support_ends_for_a_person_not_confirmed(regime, citizenship):
    assert set(answers(regime, DENIED, citizenship).values()) == {Answer.NO}


@pytest.mark.parametrize("status", [ASKED, VICTIM])
def test_a_foreigner_has_one_column_whatever_the_status(status):
    """Law 53/2024 Art. 37.4."""
    assert answers("2024", status, FOREIGN) == answers("2024", VICTIM, FOREIGN)


@pytest.mark.parametrize(("adult", "like"), [(ASKED, ASKED), (VICTIM, CHILD), (DENIED, DENIED)])
def test_an_accompanying_child_follows_the_adult(adult, like):
    """Law 53/2024 Art. 37.2-3."""
    assert answers("2024", CHILD, VN, adult=adult) == answers("2024", like, VN)


def test_where_citizenship_is_unknown_what_differs_is_case_by_case():
    found = answers("2024", ASKED, UNKNOWN)

    assert found["a"] == Answer.CASE_BY_CASE
    assert found["h"] == Answer.NO
    assert answers("2011", VICTIM, UNKNOWN)["b"] == Answer.YES


PAPERS = {
    "2011": [
        "police_certificate",
        "rescuer_certificate",
        "procedural_document",
        "foreign_legalised",
    ],
    "2024": [
        "police_certificate",
        "rescuer_certificate",
        "procedural_document",
        "mission_certificate",
        "foreign_legalised",
    ],
}


@pytest.mark.parametrize("regime", ["2011", "2024"])
def test_papers_that_confirm_the_status(regime):
    """Law 66/2011 Art. 28, Circular 35/2013 Art. 16.1b; Law 53/2024 Art. 33.1."""
    assert [paper.code for paper in law.proof_papers(regime)] == PAPERS[regime]


def test_documents_carry_the_form_of_their_law():
    labels = {
        regime: " ".join(paper.label.vi for paper in law.documents(regime))
        for regime in ("2011", "2024")
    }

    assert "Mẫu số 27" in labels["2011"]
    assert "Mẫu số 07" in labels["2024"]
