"""Instants, spans and names in the words people read."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from caseflow import wording

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 23, 14, 20, tzinfo=HERE)


def at(day: int, hour: int = 0, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=HERE)


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (at(23, 17, 30), "Còn 3 giờ 10 phút"),
        (at(23, 21), "Còn 6 giờ 40 phút"),
        (at(24, 9, 30), "Còn 19 giờ"),
        (at(24, 17, 30), "Còn 1 ngày 3 giờ"),
        (at(30, 18), "Còn 7 ngày"),
        (at(20, 10), "Quá hạn 3 ngày 4 giờ"),
        (at(9, 14, 20), "Quá hạn 14 ngày"),
        (at(23, 14, 20), "Còn dưới 1 phút"),
        (at(23, 14, 19), "Quá hạn 1 phút"),
        (date(2026, 11, 23), "Còn 9 giờ 39 phút"),
    ],
)
def test_due_instants_say_how_long_is_left_or_how_late_it_is(due, words):
    assert wording.due_words(due, NOW) == words


def test_words_follow_the_language_of_the_reader():
    with translation.override("vi"):
        assert wording.span_words(timedelta(days=1)) == "1 ngày"


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (at(23, 17, 30), "Hôm nay · 17:30"),
        (at(20, 10), "20/11/2026 · 10:00"),
        (date(2026, 11, 30), "30/11/2026"),
        (at(23, 23, 59), "Hôm nay"),
        (at(25), "25/11/2026"),
    ],
)
def test_due_instants_name_today_and_leave_out_the_end_of_a_day(due, words):
    assert wording.due_when(due, NOW) == words


@pytest.mark.parametrize(
    ("due", "tone"), [(at(22), "late"), (at(24, 14, 20), "warn"), (at(24, 14, 21), "ok")]
)
def test_a_due_instant_has_the_colour_of_its_nearness(due, tone):
    assert wording.due_tone(due, NOW) == tone


def test_dates_are_written_as_in_viet_nam():
    utc = datetime(2026, 2, 5, 18, 5, tzinfo=ZoneInfo("UTC"))

    assert wording.vn_date(utc) == "06/02/2026"
    assert wording.vn_datetime(utc) == "06/02/2026 · 01:05"
    assert wording.vn_weekday_date(NOW) == "Thứ Hai, 23/11/2026"
    assert wording.vn_weekday_date(date(2026, 11, 22)) == "Chủ nhật, 22/11/2026"


def test_papers_write_small_days_and_the_first_two_months_with_a_zero():
    """Decree 30/2020/NĐ-CP, Appendix I."""
    assert wording.vn_prose(NOW) == "14 giờ 20 phút, ngày 23 tháng 11 năm 2026"
    assert wording.vn_prose(date(2026, 2, 5)) == "ngày 05 tháng 02 năm 2026"
    assert wording.vn_prose(date(2026, 3, 15)) == "ngày 15 tháng 3 năm 2026"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Nguyễn Văn An", "NA"), ("Cán bộ H.T.", "CT"), ("An", "A"), ("", "?"), ("123", "?")],
)
def test_the_round_mark_takes_first_and_last_word(name, letters):
    assert wording.initials(name) == letters


# -- In English --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (at(23, 17, 30), "3 hours 10 minutes left"),
        (at(23, 15, 21), "1 hour 1 minute left"),
        (at(24, 17, 30), "1 day 3 hours left"),
        (at(20, 10), "3 days 4 hours late"),
        (at(23, 14, 20), "less than a minute left"),
    ],
)
def test_spans_have_their_english_plurals(due, words):
    with translation.override("en"):
        assert wording.due_words(due, NOW) == words


def test_english_dates_name_the_month():
    """5/3 is read in two ways by people who read English; 5 Mar is not."""
    with translation.override("en"):
        assert wording.vn_date(date(2026, 3, 5)) == "5 Mar 2026"
        assert wording.vn_day(date(2026, 3, 5)) == "5 Mar"
        assert wording.vn_datetime(NOW) == "23 Nov 2026 · 14:20"
        assert wording.vn_weekday_date(NOW) == "Monday, 23 Nov 2026"
        assert wording.due_when(at(23, 17, 30), NOW) == "Today · 17:30"
        assert wording.vn_prose(date(2026, 2, 5)) == "05 February 2026"
        assert wording.vn_prose(NOW) == "14:20, 23 November 2026"
