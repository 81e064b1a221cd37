"""Legal time: the day after the trigger counts first; every step of the arithmetic is told."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given, strategies as st

from caseflow import clocks, workdays
from caseflow.workdays import Calendar, Unit

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NO_HOLIDAYS = Calendar()


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def due(start, length, unit):
    return workdays.due(start, length, unit, workdays.calendar_around(start.date()))


TABLE = [
    # three calendar days from a Friday end on Monday
    ("2026-03-06T17:00", 3, Unit.CALENDAR_DAYS, "2026-03-09T23:59:59"),
    # a calendar day is not moved when it ends on a Sunday
    ("2026-03-05T08:00", 3, Unit.CALENDAR_DAYS, "2026-03-08T23:59:59"),
    ("2025-06-30T23:59", 3, Unit.CALENDAR_DAYS, "2025-07-03T23:59:59"),
    ("2026-03-02T00:00", 20, Unit.CALENDAR_DAYS, "2026-03-22T23:59:59"),
    ("2026-01-10T10:00", 120, Unit.CALENDAR_DAYS, "2026-05-10T23:59:59"),
    # two working days from a Friday end on Tuesday
    ("2026-03-06T09:00", 2, Unit.WORKING_DAYS, "2026-03-10T23:59:59"),
    ("2026-03-07T09:00", 1, Unit.WORKING_DAYS, "2026-03-09T23:59:59"),
    # nine working days over the lunar new years of 2025 and 2026
    ("2025-01-23T14:00", 9, Unit.WORKING_DAYS, "2025-02-12T23:59:59"),
    ("2026-02-12T14:00", 9, Unit.WORKING_DAYS, "2026-03-04T23:59:59"),
    # three working days over 30/4 and 1/5 of 2025, with the day off exchanged on 2/5
    ("2025-04-29T09:00", 3, Unit.WORKING_DAYS, "2025-05-07T23:59:59"),
    ("2026-01-31T09:00", 1, Unit.MONTHS, "2026-02-28T23:59:59"),
    ("2026-11-24T09:00", 12, Unit.MONTHS, "2027-11-24T23:59:59"),
    ("2024-02-29T09:00", 12, Unit.MONTHS, "2025-02-28T23:59:59"),
    ("2026-02-13T22:00", 72, Unit.HOURS, "2026-02-16T22:00"),
    ("2026-02-13T22:00", 2, Unit.AT_ONCE, "2026-02-14T00:00"),
]


@pytest.mark.parametrize(("start", "length", "unit", "expected"), TABLE)
def test_when_a_limit_is_due(start, length, unit, expected):
    assert due(at(start), length, unit).at == at(expected)


def test_the_day_is_the_day_in_viet_nam():
    """17:30 in Greenwich is already the next day in Viet Nam."""
    start = datetime(2026, 3, 5, 17, 30, tzinfo=UTC)

    assert workdays.local_day(start) == date(2026, 3, 6)
    assert workdays.due(start, 1, Unit.CALENDAR_DAYS, NO_HOLIDAYS).at == at("2026-03-07T23:59:59")


@pytest.mark.parametrize(
    ("start", "length", "unit"),
    [
        (datetime(2026, 1, 1), 1, Unit.HOURS),  # noqa: DTZ001 - naive on purpose
        (at("2026-01-01T00:00"), -1, Unit.HOURS),
        (at("2026-01-01T00:00"), 1, Unit.NONE),
        (at("2026-01-01T00:00"), 1, "weeks"),
    ],
)
def test_impossible_limits_are_refused(start, length, unit):
    with pytest.raises(ValueError, match=r"limit"):
        workdays.due(start, length, unit, NO_HOLIDAYS)


def test_the_arithmetic_over_new_year_is_told_day_by_day():
    told = workdays.words(due(at("2026-02-12T14:00"), 9, Unit.WORKING_DAYS).as_json())

    assert told == [
        "Bắt đầu: 14:00 Thứ Năm, 12/02/2026.",
        "Ngày đầu tiên được tính: Thứ Sáu, 13/02/2026.",
        "Không tính Thứ Bảy, 14/02/2026 đến Chủ nhật, 15/02/2026 (nghỉ cuối tuần).",
        "Không tính Thứ Hai, 16/02/2026 đến Thứ Sáu, 20/02/2026 (nghỉ lễ).",
        "Không tính Thứ Bảy, 21/02/2026 đến Chủ nhật, 22/02/2026 (nghỉ cuối tuần).",
        "Không tính Thứ Bảy, 28/02/2026 đến Chủ nhật, 01/03/2026 (nghỉ cuối tuần).",
        "Đủ 9 ngày làm việc: Thứ Tư, 04/03/2026.",
        "Đến hạn: hết Thứ Tư, 04/03/2026.",
    ]


TOLD = [
    (2, Unit.AT_ONCE, "Luật ghi “ngay”; coi là trễ sau 2 giờ (quy ước nội bộ)."),
    (72, Unit.HOURS, "Cộng 72 giờ."),
    (3, Unit.CALENDAR_DAYS, "Đủ 3 ngày: Thứ Ba, 03/02/2026."),
    (1, Unit.MONTHS, "Tháng đó không có ngày 31: lấy ngày cuối tháng."),
]


@pytest.mark.parametrize(("length", "unit", "sentence"), TOLD)
def test_each_unit_has_its_sentence(length, unit, sentence):
    told = workdays.words(due(at("2026-01-31T09:15"), length, unit).as_json())

    assert sentence in told
    assert told[0] == "Bắt đầu: 09:15 Thứ Bảy, 31/01/2026."
    assert told[-1].startswith("Đến hạn: ")


def test_one_day_off_is_told_alone_and_unknown_lines_are_left_out():
    told = workdays.words(
        [*due(at("2025-12-31T09:00"), 1, Unit.WORKING_DAYS).as_json(), {"kind": "?"}]
    )

    assert "Không tính Thứ Năm, 01/01/2026 (nghỉ lễ)." in told
    assert len(told) == 5


def test_sentences_are_translatable():
    with translation.override("en"):
        assert workdays.words(due(at("2026-01-31T09:15"), 72, Unit.HOURS).as_json())


@pytest.mark.parametrize(
    "day",
    [
        date(2025, 1, 27), date(2025, 1, 31), date(2026, 2, 17), date(2026, 4, 30), date(2025, 9, 2),
        date(2025, 5, 2),
    ],
)  # fmt: skip
def test_public_holidays_are_no_working_days(day):
    assert not workdays.calendar_around(day).is_working(day)


WORKED = [date(2024, 5, 4), date(2025, 4, 26), date(2026, 8, 22)]
"""Saturdays worked for the bridge days 29/4/2024, 2/5/2025 and 31/8/2026."""


@pytest.mark.parametrize("day", WORKED)
def test_a_saturday_worked_for_another_day_counts(day):
    friday = datetime(day.year, day.month, day.day, 10, tzinfo=ZONE) - timedelta(days=1)
    found = due(friday, 1, Unit.WORKING_DAYS)

    assert found.at.date() == day
    assert f"Tính cả Thứ Bảy, {day:%d/%m/%Y} (làm bù)." in workdays.words(found.as_json())


def test_holidays_reach_over_the_end_of_the_year():
    around = workdays.calendar_around(date(2025, 12, 30))

    assert {date(2026, 1, 1), date(2026, 2, 17), date(2024, 2, 10)} <= around.off


instants = st.datetimes(datetime(2012, 1, 1), datetime(2035, 12, 31), timezones=st.just(ZONE))  # noqa: DTZ001 - bounds are naive by contract
lengths = st.integers(1, 40)
some_days = st.frozensets(st.dates(date(2012, 1, 1), date(2036, 12, 31)), max_size=30)
calendars = st.builds(Calendar, off=some_days, worked=some_days)


@given(instants, lengths, st.sampled_from([unit for unit in Unit if unit != Unit.NONE]), calendars)
def test_a_limit_is_due_after_its_start_and_later_when_longer(start, length, unit, off):
    found = workdays.due(start, length, unit, off)

    assert found.at > start
    assert workdays.due(start, length + 1, unit, off).at > found.at
    assert workdays.due(start.astimezone(UTC), length, unit, off) == found
    assert len(workdays.words(found.as_json())) == len(found.arithmetic)


@given(instants, lengths, calendars)
def test_working_days_are_counted_exactly(start, length, off):
    last = workdays.due(start, length, Unit.WORKING_DAYS, off).at.date()
    between = [start.date() + timedelta(days=n) for n in range(1, (last - start.date()).days + 1)]

    assert sum(off.is_working(day) for day in between) == length
    assert off.is_working(last)


@given(instants, lengths, calendars)
def test_more_holidays_never_make_it_due_earlier_and_more_work_never_later(start, length, off):
    def with_days(**days):
        return workdays.due(start, length, Unit.WORKING_DAYS, Calendar(**days)).at

    assert with_days(worked=off.worked) <= with_days() <= with_days(off=off.off)


@given(calendars, some_days, some_days)
def test_the_later_word_about_a_day_wins(before, off, worked):
    after = before.changed(off=off - worked, worked=worked - off)

    for day in off - worked:
        assert not after.is_working(day)
    for day in worked - off:
        assert after.is_working(day)
    for day in before.off | before.worked:
        if day not in off | worked:
            assert after.is_working(day) == before.is_working(day)


@given(instants, st.integers(0, 400))
def test_months_keep_the_day_or_take_the_last_of_the_month(start, length):
    last = workdays.due(start, length, Unit.MONTHS, NO_HOLIDAYS).at.date()

    assert last.day == start.day or (last + timedelta(days=1)).day == 1
    assert (last.year * 12 + last.month) - (start.year * 12 + start.month) == length


@given(instants, st.integers(0, 400))
def test_days_end_at_the_end_of_the_day(start, length):
    found = workdays.due(start, length, Unit.CALENDAR_DAYS, NO_HOLIDAYS).at

    assert (found.hour, found.minute, found.second) == (23, 59, 59)
    assert (found.date() - start.date()).days == length


GOING_ON = [
    # due, stopped, goes on, unit, new due: the time that was left is left again
    ("2026-03-09T23:59:59", "2026-03-07T10:00", "2026-06-01T08:00", Unit.CALENDAR_DAYS, "2026-06-03T23:59:59"),
    ("2026-03-09T23:59:59", "2026-03-09T10:00", "2026-06-01T08:00", Unit.CALENDAR_DAYS, "2026-06-01T23:59:59"),
    ("2026-03-10T23:59:59", "2026-03-06T10:00", "2026-06-05T08:00", Unit.WORKING_DAYS, "2026-06-09T23:59:59"),
    ("2026-12-31T23:59:59", "2026-12-01T10:00", "2027-01-01T08:00", Unit.MONTHS, "2027-01-31T23:59:59"),
    ("2026-03-09T12:00", "2026-03-09T10:00", "2026-06-01T08:00", Unit.HOURS, "2026-06-01T10:00"),
]  # fmt: skip


@pytest.mark.parametrize(("due_at", "stopped", "now", "unit", "expected"), GOING_ON)
def test_a_stopped_limit_goes_on_with_the_time_it_had_left(due_at, stopped, now, unit, expected):
    calendar = workdays.calendar_around(date(2026, 6, 1))
    found = clocks.going_on(at(due_at), at(stopped), at(now), unit, calendar)

    assert found.at == at(expected)
    assert workdays.words(found.as_json())[0].startswith("Ngừng tính: 10:00")
