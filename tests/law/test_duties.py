"""What the law asks for without a limit for one case, and what proves the status: one row each."""

import pytest

from caseflow import law

DUTIES = [
    # regime, code, mark, part of the source
    ("2011", "rescuer", "T", "35/2013/TT-BLĐTBXH Điều 16 khoản 1 điểm b"),
    ("2011", "declaration_for_others", "S", "66/2011/QH12 Điều 24"),
    ("2011", "purposes", "T", "62/2012/NĐ-CP Điều 5"),
    ("2011", "three_stages", "T", "35/2013/TT-BLĐTBXH Điều 12 khoản 2"),
    ("2011", "own_choice", "T", "35/2013/TT-BLĐTBXH Điều 12 khoản 3"),
    ("2011", "rights_told", "T", "35/2013/TT-BLĐTBXH Điều 13 khoản 2"),
    ("2011", "reintegration", "T", "35/2013/TT-BLĐTBXH Điều 15"),
    ("2011", "referral", "T", "35/2013/TT-BLĐTBXH Điều 16 khoản 3"),
    ("2011", "interview", "T", "35/2013/TT-BLĐTBXH Điều 19"),
    ("2011", "facility_inspection", "T", "35/2013/TT-BLĐTBXH Điều 7 khoản 1"),
    ("2011", "medical_in_facility", "S", "84/2019/TT-BTC"),
    ("2011", "burial", "S", "84/2019/TT-BTC"),
    ("2011", "psychological_in_facility", "S", "66/2011/QH12 Điều 32"),
    ("2011", "legal_aid_hardship", "S", "Trợ giúp pháp lý"),
    ("2011", "education_first_year", "T", "66/2011/QH12 Điều 37"),
    ("2011", "vocational_once", "S", "09/2013/NĐ-CP Điều 23"),
    ("2011", "allowance_once", "S", "66/2011/QH12 Điều 32"),
    ("2011", "coordination", "S", "2548/QCPH"),
    ("2024", "in_identification", "T", "53/2024/QH15 Điều 2 khoản 8, Điều 37 khoản 3"),
    ("2024", "mission_return", "T", "53/2024/QH15 Điều 30 khoản 1 điểm b"),
    ("2024", "own_wish", "T", "53/2024/QH15 Điều 30 khoản 1 điểm b"),
    ("2024", "hotline", "S", "162/2025/NĐ-CP Điều 4"),
    ("2024", "fallback_indicators", "T", "53/2024/QH15 Điều 32 khoản 2"),
    ("2024", "transition", "T", "53/2024/QH15 Điều 63"),
    ("2024", "essentials_kinds", "S", "162/2025/NĐ-CP Điều 17"),
    ("2024", "travel", "S", "53/2024/QH15 Chương V"),
    ("2024", "medical", "S", "53/2024/QH15 Chương V"),
    ("2024", "psychological_anywhere", "S", "53/2024/QH15 Chương V"),
    ("2024", "legal_support", "T", "53/2024/QH15 Điều 41 khoản 1"),
    ("2024", "legal_aid_free", "S", "Điều 7 khoản 6a"),
    ("2024", "education_two_years", "S", "162/2025/NĐ-CP Điều 24"),
]
EVIDENCE = [(letter, f"Điều 32 khoản 1 điểm {letter}") for letter in "abcdeghi"]
EVIDENCE.insert(4, ("dd", "Điều 32 khoản 1 điểm đ"))


@pytest.mark.parametrize(("regime", "code", "mark", "source"), DUTIES)
def test_a_duty_has_its_article(regime, code, mark, source):
    duty = next(each for each in law.regime(regime).duties if each.code == code)

    assert duty.certainty == mark
    assert source in duty.source.vi
    assert duty.label.vi != duty.label.en


def test_the_table_names_every_duty():
    found = [(regime.code, duty.code) for regime in law.regimes() for duty in regime.duties]

    assert found == [row[:2] for row in DUTIES]


@pytest.mark.parametrize(("code", "source"), EVIDENCE)
def test_a_kind_of_evidence_has_its_point(code, source):
    """Law 53/2024 Art. 32.1: nine kinds, of which those of other domestic bodies and of relatives are new."""
    kind = next(each for each in law.regime("2024").evidence if each.code == code)

    assert source in kind.source.vi
    assert kind.certainty == "T"


def test_nine_kinds_of_evidence():
    assert [each.code for each in law.regime("2024").evidence] == [code for code, _ in EVIDENCE]
