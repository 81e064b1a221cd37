"""Mistakes in the law files are named by file, rule and field; layout does not change the digest."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from caseflow import law
from caseflow.law import LawError
from caseflow.law.loader import HERE, parse
from caseflow.law.reader import Reader
from caseflow.law.versions import load, tolerance

PLAIN = (HERE / "regime_2024.toml").read_text(encoding="utf-8")
ROOT = Path(__file__).resolve().parents[2]


def parsed(text):
    return parse(text, "test", at_once_hours=2)


MISTAKES = [
    ('unit = "at_once"', 'unit = "soon"', "clock 2024.bring_to_commune, unit: 'soon' is not one of Unit"),
    ('triggers = ["received"]', 'triggers = ["recieved"]', "clock 2024.bring_to_commune, triggers: 'recieved'"),
    ('met_by = ["verified"]', "met_by = []", "clock 2024.initial_verification, met_by: must be a list"),
    ('met_by = ["verified"]', 'met_by = ["verified"]\nended_by = ["verified"]', "initial_verification, ended_by: names what meets"),
    ('met_by = ["verified"]', 'met_by = ["verified"]\nended_by = ["contacted"]', "ended_by: 'contacted' does not end a limit"),
    ("length = 3", "length = 0", "clock 2024.initial_verification, length: must be a whole number"),
    ("length = 3", "length = true", "clock 2024.initial_verification, length: must be a whole number"),
    ("length = 3\n", "", "clock 2024.initial_verification, length: must be a whole number"),
    ('unit = "none"', 'unit = "none"\nlength = 4', "_other_routes, length: a limit none has no length"),
    ('unit = "none"', 'unit = "at_once"', "_other_routes, certainty: no limit is known exactly"),
    ('certainty = "T"', 'certainty = "H"', "bring_to_commune, certainty: the mark H"),
    ('certainty = "T"', 'certainty = "U"', "bring_to_commune, certainty: no limit is known"),
    ('code = "2024.bring_to_commune"', 'code = "2011.x"', "clock 2011.x, code: must begin with 2024."),
    ('code = "2024.bring_to_commune"', 'code = "2024.X"', "clock 2024.X, code: small letters"),
    ('code = "2024.notify_social"', 'code = "2024.bring_to_commune"', "bring_to_commune, code: stands 2 times"),
    ('routes = ["self_report"]', 'routes = ["self_report", "self_report"]', "routes: names something twice"),
    ('routes = ["self_report"]', 'routs = ["self_report"]', "clock 2024.bring_to_commune, routes: must be a list"),
    ('certainty = "T"', 'certainty = "T"\nsince = 2', "clock 2024.bring_to_commune, since: unknown field"),
    ("length = 3", "length = 3\nextension = { count = 1 }", "initial_verification, extension: needs count and length"),
    ('unit = "at_once"', 'unit = "at_once"\nextension = { count = 1, length = 2 }', "extension: only a limit in calendar days"),
    ('unit = "at_once"', 'unit = "at_once"\npausable = true', "pausable: only a limit with a length can be paused"),
    ("length = 3", "length = 3\npausable = false", "initial_verification, pausable: must be true, or absent"),
    ("length = 3", 'length = 3\npausable = "yes"', "initial_verification, pausable: must be true, or absent"),
    ('certainty = "T"', 'certainty = "T"\nvalid_from = 2026-01-02\nvalid_to = 2026-01-01', "valid_to: lies before valid_from"),
    ('certainty = "T"', 'certainty = "T"\nvalid_from = "soon"', "valid_from: must be a day"),
    ('routes = ["self_report"]', 'routes = ["self_report"]\nreplaces = "2024.x"', "replaces: only a rule of named provinces"),
    ('routes = ["self_report"]', 'routes = ["self_report"]\nprovinces = ["79"]', "provinces: '79' is not a three-digit code"),
    ('routes = ["self_report"]', 'routes = ["self_report"]\nprovinces = ["079"]\nreplaces = "2024.x"', "replaces: no rule '2024.x'"),
    ('source = "Luật 53', 'source = "Sổ tay 53', "clock 2024.bring_to_commune, source: no English for 'Sổ'"),
    ('source = "Luật 53', 'source = { vi = "Sổ tay" } # 53', "clock 2024.bring_to_commune, source, en: must be a text"),
    ('label = { vi = "Đưa', 'label = { vj = "Đưa', "bring_to_commune, label"),
    ('step = "verify"\nroutes = ["self_report"]', 'step = "verify"\nroutes = ["hotline"]', "decider verify, routes: self_report is named 0 times"),
    ('step = "verify"\nroutes = ["mission"]', 'step = "verify"\nroutes = ["mission", "abroad"]', "decider verify, routes: abroad is named 2 times"),
    ('vn_victim = "yes"', 'vn_victim = "maybe"', "entitlement a, vn_victim: 'maybe' is not one of Answer"),
    ('vn_victim = "yes"', "", "entitlement a, vn_victim: must be a text"),
    ("effective_from = 2025-07-01", "effective_from = 2025-07-01\neffective_to = 2025-06-01", "test, effective_to: lies before"),
    ("effective_from = 2025-07-01", "effective_from = 2025-07-01\nfrom = 2", "test, from: unknown field"),
    ('code = "2024"\n', 'code = "2024"\npaper = 3\n', "test: "),
    ('code = "2024"\n', "code = \n", "test: "),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "complaint"), MISTAKES)
def test_a_mistake_is_named_by_rule_and_field(good, bad, complaint):
    assert good in PLAIN

    with pytest.raises(LawError, match=re.escape(complaint)):
        parsed(PLAIN.replace(good, bad, 1))


LINES = [
    # a text of the file, what it becomes, the text of the line that is named
    ('unit = "at_once"', 'unit = "soon"', 'unit = "soon"'),
    ("length = 3\n", "", "[[clock]]"),
    ('label = { vi = "Đưa', 'label = { vj = "Đưa', 'label = { vj = "Đưa'),
    ("length = 3", "length = 3\nextension = { count = 1 }", "extension = { count = 1 }"),
    ('code = "2024.notify_social"', 'code = "2024.bring_to_commune"', 'code = "2024.bring_to_commune"'),
    ('step = "verify"\nroutes = ["mission"]', 'step = "verify"\nroutes = ["mission", "abroad"]', 'routes = ["abroad"]'),
    ('vn_victim = "yes"', 'vn_victim = "maybe"', 'vn_victim = "maybe"'),
    ("effective_from = 2025-07-01", "effective_from = 2025-07-01\neffective_to = 2025-06-01", "effective_to = 2025-06-01"),
    ('[title]\nvi = ', '[title]\nvj = ', "[title]"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "line"), LINES)
def test_a_mistake_is_named_by_its_line(good, bad, line):
    wrong = PLAIN.replace(good, bad, 1)

    with pytest.raises(LawError) as error:
        parsed(wrong)

    number = int(str(error.value).rpartition("(line ")[2].rstrip(")"))
    assert wrong.splitlines()[number - 1].startswith(line)


def test_the_digest_follows_the_contents_and_not_the_layout():
    with_comments = "# seen\n" + PLAIN.replace("[[clock]]", "\n[[clock]]  # a limit")

    assert parsed(with_comments).digest == parsed(PLAIN).digest == load("regime_2024").digest
    assert parsed(PLAIN.replace("length = 3", "length = 4")).digest != parsed(PLAIN).digest
    assert re.fullmatch(r"[0-9a-f]{64}", parsed(PLAIN).digest)


def test_rows_must_be_tables():
    with pytest.raises(LawError, match="must be a list of tables"):
        Reader({"clock": 3}, "test").rows("clock")
    with pytest.raises(LawError, match="must be a table"):
        Reader({"clock": [3]}, "test").rows("clock")


def test_an_unknown_code_is_an_error_and_not_silence():
    with pytest.raises(LawError, match="no clock rule"):
        law.rule("2024.nothing")
    with pytest.raises(LawError, match="no regime"):
        law.regime("1999")


def test_an_office_may_set_its_own_house_rules(settings, tmp_path):
    own = (HERE / "house_rules.toml").read_text(encoding="utf-8")
    path = tmp_path / "own.toml"
    path.write_text(own.replace("at_once_hours = 2", "at_once_hours = 5"), encoding="utf-8")
    settings.HOUSE_RULES_FILE = str(path)
    law.reload()

    try:
        assert law.rule("2024.bring_to_commune").length == 5
    finally:
        del settings.HOUSE_RULES_FILE
        law.reload()

    assert law.rule("2024.bring_to_commune").length == 2


def test_house_rules_must_say_the_tolerance(settings, tmp_path):
    path = tmp_path / "own.toml"
    path.write_text("[tolerance]\n", encoding="utf-8")
    settings.HOUSE_RULES_FILE = str(path)
    law.reload()

    try:
        with pytest.raises(LawError, match="at_once_hours"):
            tolerance()
    finally:
        del settings.HOUSE_RULES_FILE
        law.reload()


def test_labels_speak_the_language_of_the_reader():
    label = law.rule("2024.initial_verification").label

    assert str(label) == "Xác minh thông tin ban đầu"
    with translation.override("en"):
        assert str(label) == "Initial verification"


def test_every_event_the_code_reports_is_known():
    reported = {
        name
        for app in ("caseflow", "referrals", "support")
        for path in (ROOT / app).rglob("*.py")
        for name in re.findall(
            r"clocks\.(?:start|meet)\(\s*[\w.]+,\s*\"(\w+)\"", path.read_text(encoding="utf-8")
        )
    }

    assert reported
    assert reported <= {event.value for event in law.Event}
