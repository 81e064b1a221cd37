"""The table is the law: one row per recorded time limit, with its article."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from caseflow import law, workdays
from caseflow.choices import AgencyKind, Certainty, Route
from caseflow.law import Event, Unit

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
ANY = next(iter(Route))

LIMITS = [
    # code, trigger, unit, length, mark, part of the source
    ("2011.bring_to_commune", "received", "at_once", 2, "S", "66/2011/QH12 Điều 24"),
    ("2011.notify_social", "received", "at_once", 2, "S", "66/2011/QH12 Điều 24"),
    ("2011.initial_verification", "received", "calendar_days", 3, "S", "66/2011/QH12 Điều 24"),
    ("2011.police_verification", "verified", "calendar_days", 20, "S", "66/2011/QH12 Điều 24"),
    ("2011.verification_request", "notified_social", "calendar_days", 3, "S", "Điều 24 khoản 3"),
    ("2011.return_paper", "received", "at_once", 2, "T", "5893"),
    (
        "2011.essentials_at_once",
        "entered_facility",
        "at_once",
        2,
        "T",
        "35/2013/TT-BLĐTBXH Điều 13",
    ),
    ("2011.essentials", "essentials_started", "months", 3, "S", "84/2019/TT-BTC"),
    (
        "2011.facility_stay",
        "entered_facility",
        "calendar_days",
        60,
        "T",
        "35/2013/TT-BLĐTBXH Điều 14",
    ),
    (
        "2011.child_family_told",
        "child_entered_facility",
        "calendar_days",
        40,
        "T",
        "Điều 11 khoản 3",
    ),
    ("2011.application_within", "identified", "months", 12, "S", "35/2013"),
    ("2011.application_passed_on", "application_filed", "working_days", 3, "S", "cấp xã"),
    (
        "2011.application_decided_kon_tum",
        "application_passed_on",
        "working_days",
        5,
        "S",
        "tỉnh Kon Tum",
    ),
    ("2024.bring_to_commune", "received", "at_once", 2, "T", "53/2024/QH15 Điều 27 khoản 1"),
    ("2024.bring_to_commune_inferred", "received", "at_once", 2, "I", "Điều 27 khoản 1"),
    ("2024.notify_social", "received", "at_once", 2, "T", "53/2024/QH15 Điều 27 khoản 1"),
    ("2024.notify_social_inferred", "received", "at_once", 2, "I", "Điều 27 khoản 1"),
    ("2024.reception_support", "notified_social", "at_once", 2, "T", "Điều 27 khoản 2"),
    ("2024.initial_verification", "received", "calendar_days", 3, "T", "Điều 27 khoản 2"),
    ("2024.initial_verification_inferred", "received", "calendar_days", 3, "I", "Điều 27 khoản 2"),
    ("2024.bring_to_health", "received", "at_once", 2, "T", "Điều 30 khoản 1 điểm b"),
    ("2024.hotline_forward", "received", "at_once", 2, "S", "162/2025/NĐ-CP Điều 4"),
    ("2024.essentials", "essentials_started", "calendar_days", 120, "S", "162/2025/NĐ-CP Điều 17"),
    ("2024.support_dossier", "application_filed", "working_days", 9, "T", "112584"),
    ("2024.health_insurance", "identified", "months", 12, "T", "188/2025/NĐ-CP Điều 6"),
    ("data.first_answer", "data_request_received", "working_days", 2, "T", "356/2025/NĐ-CP Điều 5"),
    ("data.withdrawal_done", "data_withdrawal_requested", "calendar_days", 15, "T", "Điều 5"),
    ("data.access_done", "data_access_requested", "calendar_days", 10, "T", "Điều 5"),
    ("data.deletion_done", "data_deletion_requested", "calendar_days", 20, "T", "Điều 5"),
    ("data.protection_done", "data_protection_requested", "calendar_days", 15, "T", "Điều 5"),
    ("data.breach_notice", "breach_detected", "hours", 72, "T", "91/2025/QH15 Điều 23"),
    ("data.breach_notice_2023", "breach_occurred", "hours", 72, "T", "13/2023/NĐ-CP Điều 23"),
    ("house.transfer_receipt", "transfer_sent", "hours", 24, "H", "quy ước nội bộ"),
    ("house.transfer_signature", "transfer_received", "working_days", 3, "H", "quy ước nội bộ"),
    ("house.referral_answer", "referral_sent", "working_days", 2, "H", "quy ước nội bộ"),
    ("house.outside_opening", "outside_sent", "working_days", 2, "H", "quy ước nội bộ"),
    ("house.outside_answer", "outside_opened", "working_days", 2, "H", "quy ước nội bộ"),
    ("house.first_contact", "taken_over", "working_days", 2, "H", "quy ước nội bộ"),
    ("house.needs_assessment", "taken_over", "working_days", 3, "H", "quy ước nội bộ"),
    ("house.plan_review", "support_started", "calendar_days", 30, "H", "quy ước nội bộ"),
    ("house.follow_up", "follow_up_planned", "calendar_days", 7, "H", "quy ước nội bộ"),
]

WITHOUT_LIMIT = [
    "2011.initial_verification_other_routes",
    "2011.police_verification_other_routes",
    "2011.application_decided",
    "2024.initial_verification_other_routes",
    "2024.police_verification",
    "2024.identification",
    "2024.rescued_handover",
    "2024.mission_reply",
    "2024.border_reception",
    "2024.foreigner_procedure",
    "2024.facility_stay",
]


@pytest.mark.parametrize(("code", "trigger", "unit", "length", "mark", "source"), LIMITS)
def test_a_recorded_limit_is_the_one_of_its_article(*, code, trigger, unit, length, mark, source):
    rule = law.rule(code)

    assert (rule.unit, rule.length, rule.certainty) == (unit, length, mark)
    assert trigger in rule.triggers
    assert source in rule.source.vi


def test_the_table_names_every_rule():
    assert {row[0] for row in LIMITS} | set(WITHOUT_LIMIT) == {rule.code for rule in law.rules()}


@pytest.mark.parametrize("code", WITHOUT_LIMIT)
def test_an_unverified_limit_starts_no_clock_and_is_named(code):
    rule = law.rule(code)

    assert rule.certainty == Certainty.UNVERIFIED
    assert not rule.is_limited
    for trigger in rule.triggers:
        for route in rule.routes:
            for kind in rule.binds:
                started = law.rules_for_trigger(rule.regime, trigger, route, kind)
                assert code not in {each.code for each in started}
    assert all(rule in law.rules_without_limit(rule.regime, route) for route in rule.routes)


@pytest.mark.parametrize(("code", "trigger", "unit", "length", "mark", "source"), LIMITS)
def test_a_limit_can_be_computed_and_explained(*, code, trigger, unit, length, mark, source):
    rule = law.rule(code)
    start = datetime(2026, 3, 2, 9, 30, tzinfo=ZONE)

    due = workdays.due(start, rule.length, rule.unit, workdays.calendar_around(start.date()))

    assert due.at > start
    assert workdays.words(due.as_json())[0] == "Bắt đầu: 09:30 Thứ Hai, 02/03/2026."


RECEIVED = [
    ("2024", Route.SELF_REPORT, AgencyKind.POLICE, {"2024.bring_to_commune", "2024.initial_verification"}),
    ("2024", Route.SELF_REPORT, AgencyKind.BORDER_GUARD, {"2024.bring_to_commune", "2024.initial_verification"}),
    ("2024", Route.SELF_REPORT, AgencyKind.COMMUNE, {"2024.notify_social", "2024.initial_verification"}),
    ("2024", Route.SELF_REPORT, AgencyKind.SOCIAL_AFFAIRS, {"2024.initial_verification", "house.needs_assessment"}),
    ("2024", Route.RETURNED_ALONE, AgencyKind.POLICE, {"2024.bring_to_commune_inferred", "2024.initial_verification_inferred"}),
    ("2024", Route.HOTLINE, AgencyKind.HOTLINE, {"2024.hotline_forward", "2024.initial_verification_inferred"}),
    ("2024", Route.MISSION, AgencyKind.BORDER_GUARD, {"2024.bring_to_health"}),
    ("2024", Route.RESCUED, AgencyKind.POLICE, set()),
    ("2024", Route.BORDER, AgencyKind.BORDER_GUARD, set()),
    ("2024", Route.FOREIGNER, AgencyKind.POLICE, set()),
    ("2011", Route.SELF_REPORT, AgencyKind.POLICE, {"2011.bring_to_commune", "2011.initial_verification"}),
    ("2011", Route.RETURNED_ALONE, AgencyKind.COMMUNE, {"2011.notify_social", "2011.initial_verification"}),
    ("2011", Route.SELF_REPORT, AgencyKind.SOCIAL_AFFAIRS, {"2011.initial_verification", "2011.verification_request", "house.needs_assessment"}),
    ("2011", Route.MISSION, AgencyKind.POLICE, {"2011.return_paper"}),
    ("2011", Route.RESCUED, AgencyKind.COAST_GUARD, set()),
]  # fmt: skip


@pytest.mark.parametrize(("regime", "route", "kind", "codes"), RECEIVED)
def test_reception_starts_the_clocks_of_route_and_agency(regime, route, kind, codes):
    started = law.rules_for_trigger(regime, "received", route, kind, on=date(2026, 5, 4))

    assert {rule.code for rule in started} == codes


@pytest.mark.parametrize(
    ("province", "limits", "open_duties"),
    [
        ("062", {"2011.application_decided_kon_tum"}, 0),
        ("077", set(), 1),
        ("", set(), 1),
    ],
)
def test_a_rule_of_one_province_replaces_that_of_the_country_there_only(
    province, limits, open_duties
):
    """Kon Tum decided within 05 working days; elsewhere no limit is recorded."""
    started = law.rules_for_trigger(
        "2011", "application_passed_on", ANY, AgencyKind.SOCIAL_AFFAIRS, province=province
    )
    without = law.rules_without_limit("2011", ANY, province=province)

    assert {rule.code for rule in started} == limits
    assert [rule.code for rule in without].count("2011.application_decided") == open_duties


@pytest.mark.parametrize(
    ("day", "trigger", "codes"),
    [
        (date(2025, 12, 31), "breach_occurred", {"data.breach_notice_2023"}),
        (date(2025, 12, 31), "breach_detected", set()),
        (date(2026, 1, 1), "breach_occurred", set()),
        (date(2026, 1, 1), "breach_detected", {"data.breach_notice"}),
    ],
)
def test_a_breach_is_notified_by_the_data_law_of_its_day(day, trigger, codes):
    """Decree 13/2023 Art. 23 counted from the occurrence, Law 91/2025 Art. 23 from the detection."""
    started = law.rules_for_trigger("2024", trigger, ANY, AgencyKind.POLICE, on=day)

    assert {rule.code for rule in started} == codes


def test_one_extension_with_a_most_is_known_where_the_decree_gives_it():
    """Decree 356/2025 Art. 5."""
    extended = {rule.code: rule.extension for rule in law.rules() if rule.extension}

    assert {code: (one.count, one.length) for code, one in extended.items()} == {
        "data.withdrawal_done": (1, 15),
        "data.access_done": (1, 10),
        "data.deletion_done": (1, 20),
        "data.protection_done": (1, 15),
    }


def test_every_limit_can_be_met():
    assert all(rule.met_by for rule in law.rules())
    assert {rule.code for rule in law.rules() if "verified" in rule.met_by} >= {
        "2011.initial_verification",
        "2024.initial_verification",
    }


BOUNDARY = [
    (datetime(2025, 6, 30, 23, 59, tzinfo=ZONE), "2011"),
    (datetime(2025, 7, 1, 0, 0, tzinfo=ZONE), "2024"),
    (datetime(2025, 6, 30, 16, 59, tzinfo=ZoneInfo("UTC")), "2011"),
    (datetime(2025, 6, 30, 17, 0, tzinfo=ZoneInfo("UTC")), "2024"),
    (datetime(2012, 1, 1, tzinfo=ZONE), "2011"),
    (datetime(2009, 5, 5, tzinfo=ZONE), "2011"),
    (datetime(2026, 11, 24, tzinfo=ZONE), "2024"),
]


@pytest.mark.parametrize(("instant", "code"), BOUNDARY)
def test_the_law_changes_at_midnight_in_viet_nam(instant, code):
    """Law 53/2024 Art. 63."""
    day = workdays.local_day(instant)

    assert law.regime_for_procedure(day).code == code
    assert law.support_regime(day).code == code


@pytest.mark.parametrize(
    ("trigger", "day", "support", "code"),
    [
        ("verified", date(2025, 7, 10), "", "2024"),
        ("verified", date(2025, 6, 10), "", "2011"),
        ("application_filed", date(2025, 9, 1), "2011", "2011"),
        ("application_filed", date(2025, 9, 1), "2024", "2024"),
        ("identified", date(2025, 9, 1), "2011", "2011"),
        ("verified", date(2025, 9, 1), "2011", "2024"),
    ],
)
def test_support_clocks_follow_the_date_of_identification(trigger, day, support, code):
    """Law 53/2024 Art. 63: identified before 1/7/2025, supported under the law of 2011."""
    assert law.regime_for_trigger(trigger, on=day, support=support).code == code


def test_units_and_events_are_closed_lists():
    assert {rule.unit for rule in law.rules()} <= set(Unit)
    assert all(isinstance(event, Event) for rule in law.rules() for event in rule.triggers)
