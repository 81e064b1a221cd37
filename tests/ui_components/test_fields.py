"""Form fields take what people type, refuse with a sentence, and keep the typed text."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from caseflow import fields, typed
from tests.ui_components.drawn import part

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = date(2026, 11, 23)


class Sample(forms.Form):
    born = fields.VnDateField(label="Ngày sinh", latest=lambda: TODAY, earliest=date(1920, 1, 1))
    met = fields.VnDateTimeField(label="Lúc gặp", required=False)
    note = fields.LongText(label="Ghi chú", max_length=20, required=False, help_text="Ngắn gọn.")
    title = fields.ShortText(label="Tên gọi", required=False)
    route = fields.CodeChoice(
        label="Cách đến", choices=[("a", "A")], empty_label="Chọn", required=False
    )
    sex = fields.CodeRadios(label="Giới tính", choices=[("f", "Nữ"), ("m", "Nam")], required=False)
    needs = fields.CodeBoxes(
        label="Nhu cầu", choices=[("x", "Chỗ ở"), ("y", "Y tế")], required=False
    )


def filled(**data: object) -> Sample:
    query = QueryDict(mutable=True)
    for key, value in data.items():
        query.setlist(key, value) if isinstance(value, list) else query.update({key: str(value)})
    return Sample(query)


def boxes(day: str, month: str, year: str, name: str = "born") -> dict[str, str]:
    return {f"{name}_0": day, f"{name}_1": month, f"{name}_2": year}


@pytest.mark.parametrize(
    "given",
    ["5/3/26", "05-03-2026", "5.3.2026", "2026-03-05", " 05 / 03 / 2026 ", "5 3 2026"],
)
def test_a_date_is_read_in_every_usual_way(given):
    assert typed.parse_date(given) == date(2026, 3, 5)
    assert filled(born=given).fields["born"].clean(given) == date(2026, 3, 5)
    assert filled(**boxes(given, "", "")).fields["born"].clean([given, "", ""]) == date(2026, 3, 5)


def test_three_boxes_make_a_date():
    form = filled(**boxes("5", "3", "98"))

    assert form.is_valid()
    assert form.cleaned_data["born"] == date(1998, 3, 5)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("", "", ""), "đủ ngày, tháng và năm"),
        (("5", "", "2026"), "đủ ngày, tháng và năm"),
        (("hôm qua", "", ""), "đủ ngày, tháng và năm"),
        (("năm", "3", "2026"), "bằng chữ số"),
        (("²", "3", "2026"), "bằng chữ số"),
        (("31", "2", "2026"), "Không có ngày 31/2/2026"),
        (("1", "1", "202"), "bốn chữ số"),
        (("24", "11", "2026"), "tương lai"),
        (("1", "1", "1901"), "sớm hơn 01/01/1920"),
    ],
)
def test_a_wrong_date_is_refused_with_a_sentence_and_stays_on_the_page(given, sentence):
    form = filled(**boxes(*given))

    assert not form.is_valid()
    assert sentence in form.errors["born"][0]
    drawn = part("form_field", field=form["born"])
    for typed_part in filter(None, given):
        assert f'value="{typed_part}"' in drawn


@pytest.mark.parametrize("clock", ["17:30", "17h30", "17 giờ 30", "17g30", "17.30", "1730"])
def test_a_time_is_read_on_the_24_hour_clock(clock):
    form = filled(**boxes("5", "3", "2026", "met"), met_3=clock, born="1/1/2000")

    assert form.is_valid()
    assert form.cleaned_data["met"] == datetime(2026, 3, 5, 17, 30, tzinfo=HERE)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (["5", "3", "2026", ""], "Hãy ghi cả giờ"),
        (["", "", "", "17:30"], "đủ ngày"),
        (["5", "3", "2026", "25:00"], "24 giờ"),
        (["5", "3", "2026", "trưa"], "24 giờ"),
    ],
)
def test_half_an_instant_is_refused(parts, sentence):
    with pytest.raises(ValidationError, match=sentence):
        fields.VnDateTimeField(required=False).clean(parts)


def test_an_instant_may_come_as_one_text_or_be_left_out():
    field = fields.VnDateTimeField(required=False)

    assert field.clean("5/3/2026 17:30") == datetime(2026, 3, 5, 17, 30, tzinfo=HERE)
    assert field.clean(["", "", "", ""]) is None
    assert field.clean(None) is None
    with pytest.raises(ValidationError, match="đủ ngày"):
        fields.VnDateTimeField().clean("")


def test_stored_values_are_shown_in_their_boxes():
    instant = datetime(2026, 3, 5, 10, 30, tzinfo=ZoneInfo("UTC"))
    form = Sample(initial={"born": date(2001, 2, 3), "met": instant})

    assert fields.DateBoxes().decompress(date(2001, 2, 3)) == ["3", "2", "2001"]
    assert fields.DateTimeBoxes().decompress(instant) == ["5", "3", "2026", "17:30"]
    assert fields.DateTimeBoxes().decompress("xưa") == ["xưa", "", "", ""]
    assert 'value="2001"' in part("form_field", field=form["born"])


def test_a_date_field_knows_whether_it_changed():
    field = fields.VnDateField()

    assert not field.has_changed(date(2026, 3, 5), ["5", "3", "2026"])
    assert field.has_changed(date(2026, 3, 5), ["6", "3", "2026"])
    assert field.has_changed(date(2026, 3, 5), ["x", "", ""])
    assert field.clean(datetime(2026, 3, 5, 20, tzinfo=ZoneInfo("UTC"))) == date(2026, 3, 6)


def test_text_is_kept_in_one_form_without_control_characters():
    decomposed = "Tie\u0302\u0301p\x00 Bu\u031bo\u031b\u0301c\r\ndo\u0300ng\u202e hai\x07"

    assert fields.LongText().clean(decomposed) == "Tiếp Bước\ndòng hai"
    assert fields.ShortText().clean("  một \n dòng ") == "một dòng"


def test_a_text_that_is_too_long_says_by_how_much_and_is_kept():
    form = filled(born="1/1/2000", note="x" * 25)

    assert not form.is_valid()
    assert form.errors["note"] == ["Đoạn này dài 25 ký tự, tối đa 20. Hãy bớt 5 ký tự."]
    assert "x" * 25 in part("form_field", field=form["note"])


def test_two_megabytes_are_refused_with_a_sentence():
    with pytest.raises(ValidationError, match="tối đa 20000"):
        fields.LongText().clean("â" * 2_000_000)


def test_codes_outside_the_list_are_refused():
    form = filled(born="1/1/2000", route="z", sex="z", needs=["z"])

    assert set(form.errors) == {"route", "sex", "needs"}
    assert all("không có trong danh sách" in messages[0] for messages in form.errors.values())


def test_required_answers_say_so():
    with pytest.raises(ValidationError, match="Hãy trả lời"):
        fields.ShortText().clean(" ")
    with pytest.raises(ValidationError, match="Hãy chọn"):
        fields.CodeRadios(choices=[("a", "A")]).clean("")
    with pytest.raises(ValidationError, match="Hãy chọn"):
        fields.CodeBoxes(choices=[("a", "A")]).clean([])
    with pytest.raises(ValidationError, match="Cần ngày"):
        fields.VnDateField(error_messages={"required": "Cần ngày."}).clean(["", "", ""])
    with pytest.raises(ValidationError, match="Cần tên"):
        fields.ShortText(error_messages={"required": "Cần tên."}).clean("")


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "Hãy trả lời câu này."),
        ("hai", "Ghi một số bằng chữ số, không có phần lẻ."),
        ("2,5", "Ghi một số bằng chữ số, không có phần lẻ."),
        ("0", "Số nhỏ nhất là 1."),
        ("11", "Số lớn nhất là 10."),
    ],
)
def test_a_whole_number_is_refused_in_our_words(written: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        fields.WholeNumber(min_value=1, max_value=10).clean(written)
    assert refusal.value.messages == [sentence]
