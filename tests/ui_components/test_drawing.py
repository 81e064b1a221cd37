"""Geometry of the pictures: coordinates stay inside, what is late is seen, and everything is also said in words."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from caseflow.charts import BulletRow, bullets, heat, heat_level, month, ring_dash, spark
from caseflow.chronology import timeline_days
from caseflow.drawing import Mark, Span, SwimRow, swimlane, time_lanes

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 23, 14, 20, tzinfo=HERE)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def test_lanes_draw_steps_holders_contacts_and_due_dates_on_one_axis():
    start = ago(days=4, hours=6)
    lanes = time_lanes(
        start=start,
        now=NOW,
        steps=[Span("Tiếp nhận", start, ago(days=4)), Span("Bàn giao", ago(days=4), None, "hand")],
        holders=[Span("Đồn Biên phòng", start)],
        contacts=[ago(days=4), ago(days=1)],
        deadlines=[
            Mark(ago(days=2), "Xác minh", "met"),
            Mark(NOW + timedelta(hours=3), "Xác nhận"),
            Mark(NOW + timedelta(days=90), "Tổng kết"),
        ],
    )

    step, holder, contact, due = lanes.lanes
    assert [bar.tone for bar in step.bars] == ["b4", "hand"]
    assert step.words == "Tiếp nhận 6 giờ; Bàn giao 4 ngày đến nay."
    assert [bar.tone for bar in holder.bars] == ["b5"]
    assert contact.words == "2 lần liên hệ; khoảng trống dài nhất 3 ngày."
    assert len(due.ticks) == 2, "a due date far ahead is said, not drawn"
    assert "Tổng kết" in due.words
    assert [bar.tone for bar in due.bars] == ["warn"]
    assert lanes.axis == ["19/11", "20/11", "21/11", "22/11", "23/11"]
    assert lanes.late is False
    assert all(0 <= float(bar.x) <= 600 for lane in lanes.lanes for bar in lane.bars)


def test_lanes_of_a_long_case_have_few_ticks_and_hatch_what_is_late():
    lanes = time_lanes(
        start=ago(days=200), now=NOW, end=NOW, deadlines=[Mark(ago(days=14), "Xác nhận", "late")]
    )

    assert len(lanes.axis) <= 7
    assert lanes.late is True
    assert lanes.lanes[3].bars[0].tone == "late"
    assert lanes.lanes[3].ticks[0].tone == "late"
    assert lanes.lanes[0].words == "Chưa có gì."
    assert lanes.lanes[2].words == "Chưa có lần liên hệ nào."


def test_an_ended_case_is_drawn_to_its_end():
    lanes = time_lanes(
        start=ago(days=200),
        now=NOW,
        end=ago(days=190),
        steps=[Span("Tiếp nhận", ago(days=200), ago(days=190))],
        holders=[Span("Đồn Biên phòng", ago(days=200))],
    )

    assert lanes.now == ""
    assert lanes.range == "07/05 đến 17/05 · 10 ngày"
    assert float(lanes.lanes[0].bars[0].width) > 300
    assert float(lanes.lanes[1].bars[0].width) <= 600


def test_a_case_without_due_dates_says_so():
    assert time_lanes(start=NOW, now=NOW).lanes[3].words == "Chưa có hạn nào."


def test_the_board_hatches_from_the_due_instant_to_now():
    spans = [Span("Tiếp nhận", ago(days=60), ago(days=40)), Span("Chờ", ago(days=20), None, "hand")]
    row = SwimRow("CB26-0121-N", "/x/", "Trẻ em", spans, ago(days=14), ("Quá hạn 14 ngày", "late"))
    calm = SwimRow("CB26-0136-D", "/y/", "", spans, NOW + timedelta(days=30), ("Còn 30 ngày", ""))

    late, quiet = swimlane([row, calm], now=NOW).lanes

    assert late.late is not None
    assert float(late.late.x) == pytest.approx(float(late.due), abs=0.1)
    assert float(late.bars[0].x) + float(late.bars[0].width) <= float(late.due)
    assert len(late.bars) == 1, "what ended before the picture begins is not drawn"
    assert late.words.startswith("Tiếp nhận 20 ngày")
    assert quiet.late is None
    assert quiet.due == "", "a due date past the right edge is not drawn"


def test_the_board_has_five_weeks():
    swim = swimlane([], now=NOW)

    assert swim.axis == ["19/10", "26/10", "02/11", "09/11", "16/11"]
    assert len(swim.grid) == 4


def test_heat_cells_say_count_agency_and_week():
    weeks = [date(2026, 9, 7) + timedelta(weeks=number) for number in range(3)]

    table = heat([("UBND xã B", [(0, "/0"), (5, "/5"), (6, "/6")])], weeks, what="bàn giao trễ")

    cells = table.rows[0][1]
    assert [cell.level for cell in cells] == [0, 4, 5]
    assert cells[1].label == "5 bàn giao trễ, UBND xã B, tuần 14/09"
    assert table.heads == [("07/09", 2), ("21/09", 1)]
    assert table.total == 11


@pytest.mark.parametrize(
    ("count", "most", "level"),
    [(0, 6, 0), (1, 6, 1), (2, 6, 2), (3, 6, 3), (4, 6, 4), (6, 6, 5), (10, 80, 1), (80, 80, 5)],
)
def test_heat_has_five_steps_that_stretch(count, most, level):
    assert heat_level(count, most) == level


def test_bullets_show_only_what_passes_the_limit_as_late():
    good, bad, strange = bullets(
        [
            BulletRow("Tiếp nhận", 6, 15, 24, "6 giờ", "15 giờ", "24 giờ"),
            BulletRow("Xác định", 12, 240, 24, "12 giờ", "10 ngày", "24 giờ"),
            BulletRow("Không hạn", 1, 1, 0, "", "", ""),
        ]
    )

    assert (good.median, good.p90, good.over, good.is_late) == ("50.0", "125.0", "", False)
    assert (bad.p90, bad.over, bad.is_late) == ("200.0", "100.0", True)
    assert strange.median == "0.0"


def test_sparks_and_rings_stay_in_their_boxes():
    assert spark([1, 3]) == "0.0,30.0 100.0,4.0"
    assert spark([2, 2, 2]).split()[1] == "50.0,17.0"
    assert spark([5]) == ""
    assert ring_dash(130) == "100 100"
    assert ring_dash(-1) == "0 100"


def test_the_calendar_of_the_exit_page_begins_on_monday():
    drawn = month(date(2026, 11, 23))

    assert drawn["title"] == "Tháng 11 / 2026"
    assert drawn["weeks"][0] == [0, 0, 0, 0, 0, 0, 1]
    assert drawn["weeks"][-1] == [30, 0, 0, 0, 0, 0, 0]
    assert month(date(2026, 12, 31))["weeks"][-1][3] == 31


def entry(at: datetime, group: str = "step", **more: str) -> SimpleNamespace:
    return SimpleNamespace(
        at=at, title="Việc", group=group, icon="check", actor="Cán bộ", agency="PC02", **more
    )


def test_the_timeline_is_newest_first_with_days_and_silences():
    days = timeline_days(
        [entry(ago(days=400)), entry(ago(hours=1), "handoff"), entry(ago(hours=20), tone="late")],
        now=NOW,
    )

    assert [day.heading for day in days] == [
        "Hôm nay, Thứ Hai 23/11",
        "Chủ nhật 22/11",
        "Chủ nhật 19/10/2025",
    ]
    assert [day.lines[0].gap for day in days] == [
        "19 giờ không có cập nhật",
        "399 ngày không có cập nhật",
        "",
    ]
    assert [day.lines[0].tone for day in days] == ["hand", "late", "ok"]
    assert days[0].lines[0].sub == "Cán bộ · PC02"
    assert timeline_days([], now=NOW) == []
