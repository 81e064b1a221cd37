"""Components draw what they are given, safely, and so that everybody can use them."""

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString

from caseflow.templatetags import caseflow_tags
from tests.ui_components.drawn import SHELL, draw, page, part

ROOT = Path(__file__).resolve().parents[2] / "templates"
TEMPLATES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.html"))
OURS = [name for name in TEMPLATES if not name.startswith(("caseflow/", "referrals/", "support/"))]
ROW = {
    "reference": "CB26-0139-M",
    "url": "/ho-so/CB26-0139-M/",
    "due": {"tone": "late", "when": "20/11/2026 · 10:00", "words": "Quá hạn 3 ngày 4 giờ"},
    "tags": [{"label": "Trẻ em", "tone": "brand"}],
    "step": {"number": 2, "total": 6, "label": "Xác minh"},
    "unit": "Công an xã <A>",
    "action": {"label": "Báo lý do trễ", "post": "/tre/", "suffix": "CB26-0139-M"},
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_can_be_read(name):
    assert get_template(name) is not None


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_writes_styles_or_scripts_into_the_page(name):
    text = (ROOT / name).read_text(encoding="utf-8")

    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"<style|javascript:|\son[a-z]+=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert "data:" not in text


@pytest.mark.parametrize("name", [name for name in OURS if name.startswith("components/")])
def test_every_component_says_what_it_needs(name):
    assert (ROOT / name).read_text(encoding="utf-8").startswith("{% comment %}")


def test_every_icon_named_in_a_template_is_in_the_sprite():
    sprite = (Path(settings.STATICFILES_DIRS[0]) / caseflow_tags.SPRITE).read_text(encoding="utf-8")
    named = {
        found
        for name in TEMPLATES
        for found in re.findall(
            r'{% icon "([a-z0-9-]+)"', (ROOT / name).read_text(encoding="utf-8")
        )
    }

    assert named
    assert {icon for icon in named if f'id="{icon}"' not in sprite} == set()


def test_the_case_table_keeps_its_roles_and_escapes():
    groups = [
        {"key": "late", "title": "Quá hạn", "total": 1, "rows": [ROW]},
        {"key": "ok", "rows": []},
    ]
    drawn = part("case_table", groups=groups, caption="Hồ sơ", id="ds")

    assert drawn.count('role="cell"') == 5
    assert 'role="rowheader"' in drawn
    assert "Công an xã &lt;A&gt;" in drawn
    assert "Bước 2 trên 6:" in drawn
    assert 'name="csrfmiddlewaretoken"' in drawn
    assert drawn.count("<tbody") == 1


def test_the_stepper_marks_the_current_of_six_steps():
    labels = ["Tiếp nhận", "Xác minh", "Xác định", "Bảo đảm an toàn", "Hỗ trợ", "Hoà nhập"]
    steps = [
        {"label": label, "status": "done" if at < 2 else "now" if at == 2 else "todo", "sub": ""}
        for at, label in enumerate(labels)
    ]
    drawn = part("stepper", steps=steps)

    assert drawn.count('aria-current="step"') == 2, "once on a desk, once folded on a phone"
    assert "Bước 3/6: Xác định" in drawn
    assert drawn.count("đã xong") == 4


def test_a_masked_field_posts_without_a_reason_and_shows_nothing():
    hidden = [("label", "person.full_name")]
    drawn = part(
        "masked_summary", fields=[{"label": "Họ tên", "reveal_url": "/hien/", "hidden": hidden}]
    )

    assert 'method="post"' in drawn
    assert 'value="person.full_name"' in drawn
    assert "Đang được ẩn" in drawn
    assert 'type="radio"' not in drawn


def test_an_opened_field_carries_its_time_and_a_way_back():
    field = {
        "label": "Họ tên",
        "value": "Trần <b>",
        "mask_url": "/ho-so/x/",
        "reveal_url": "/hien/",
    }
    drawn = part("masked_summary", fields=[field])

    assert 'data-remask="60"' in drawn
    assert "Trần &lt;b&gt;" in drawn
    assert "Ẩn lại" in drawn
    assert "<form" not in drawn


def test_no_reason_is_chosen_beforehand():
    reasons = [("contact", "Liên hệ"), ("paper", "Giấy tờ")]
    dialog = part("reveal_dialog", reasons=reasons)
    form = part(
        "reveal_form", what="Họ tên", action="/x/", hidden=[], reasons=reasons, back_url="/"
    )

    assert "checked" not in dialog + form
    assert dialog.count('name="reason"') == form.count('name="reason"') == 2
    assert "<h1>" in form


class Answers(forms.Form):
    text = forms.CharField(
        label="Chữ", help_text="Gợi ý.", widget=forms.TextInput({"placeholder": "x"})
    )
    long = forms.CharField(label="Dài", widget=forms.Textarea, required=False)
    pick = forms.ChoiceField(label="Chọn", choices=[("a", "A")])
    radio = forms.ChoiceField(
        label="Một", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect
    )
    many = forms.MultipleChoiceField(
        label="Nhiều", choices=[("a", "A")], widget=forms.CheckboxSelectMultiple
    )
    tick = forms.BooleanField(label="Đồng ý")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        self.add_error("secret", "Mã cũ.")
        raise forms.ValidationError("Cả phiếu chưa đúng.")


def test_a_refused_form_links_each_error_to_its_control():
    form = Answers({})
    drawn = part("form", form=form, submit_label="Gửi")

    assert "Chữ: " in drawn
    assert 'href="#id_text"' in drawn
    assert 'href="#id_radio_0"' in drawn
    assert 'id="id_text_error"' in drawn
    assert 'aria-describedby="id_text_helptext id_text_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert "<li>Cả phiếu chưa đúng.</li>" in drawn
    assert "placeholder" not in drawn
    for target in re.findall(r'href="#([^"]+)"', drawn):
        assert f'id="{target}"' in drawn


def test_every_control_has_a_label_and_optional_ones_say_so():
    drawn = part("form", form=Answers(), submit_label="Gửi", cancel_url="/")

    labels = set(re.findall(r'<label\s+for="([^"]+)"', drawn))
    controls = set(re.findall(r'<(?:input|select|textarea)[^>]*\sid="([^"]+)"', drawn)) - {
        "id_secret"
    }
    assert controls <= labels
    assert drawn.count("không bắt buộc") == 1
    assert drawn.count("<legend") == 2


def test_a_form_may_be_drawn_in_sections():
    form = Answers()
    sections = [{"title": "Phần một", "hint": "Ngắn.", "fields": [form["text"]]}]
    second = {"label": "Lưu nháp", "name": "draft", "value": "1"}
    drawn = part(
        "form", form=form, submit_label="Gửi", sections=sections, second=second, hidden=[("v", "3")]
    )

    assert "Phần một" in drawn
    assert 'name="draft"' in drawn
    assert 'name="v" value="3"' in drawn
    assert 'id="id_pick"' not in drawn


def test_a_page_has_one_heading_landmarks_and_ways_past_them():
    drawn = page("<h1>CB26-0147-R</h1>")

    assert len(re.findall(r"<h1[ >]", drawn)) == 1
    assert re.search(r"<title>\s*CB26-0147-R\s*– Tiếp Bước</title>", drawn)
    assert drawn.count("<main") == 1
    assert 'href="#main"' in drawn
    assert drawn.count("data-exit-link") == 2
    assert 'data-exit="/lich/"' in drawn
    assert 'data-exit-beacon="/thoat/"' in drawn
    assert '"history":false' in drawn


def test_the_phone_has_at_most_five_tabs():
    shell = {**SHELL, "new_url": "/moi/"}
    drawn = part("bottom_tabs", shell=shell, section="reports")
    folded = drawn.index("<details")

    assert len(re.findall(r"<a\s", drawn[:folded])) == 4
    assert 'class="menu on"' in drawn
    assert "/bao-cao/" in drawn[folded:]


@pytest.mark.parametrize("name", ["403.html", "403_csrf.html", "404.html", "409.html", "500.html"])
def test_error_pages_stand_without_a_session(name):
    drawn = draw(f'{{% include "{name}" %}}', sentence="Đã đổi.", typed=[("Ghi chú", "a\nb")])

    assert len(re.findall(r"<h1[ >]", drawn)) == 1
    assert "topbar" in drawn or name == "500.html"
    if name == "409.html":
        assert "a<br>b" in drawn


def test_pages_before_sign_in_say_nothing_of_what_the_work_is():
    form = Answers()
    drawn = draw('{% include "account/login.html" %}', form=form).lower()

    assert not any(
        word in drawn for word in ("nạn nhân", "mua bán", "hồ sơ", "trafficking", "victim")
    )


def test_the_exit_page_has_no_brand():
    drawn = draw(
        '{% include "caseflow/exit.html" %}', month={"title": "Tháng 11 / 2026", "weeks": [[0, 1]]}
    )

    assert "Tiếp Bước" not in drawn
    assert "<td ></td>" in drawn or "<td></td>" in drawn


def test_helpers_are_silent_about_nothing():
    source = (
        "[{{ none|due_words:now }}{{ none|due_when:now }}{{ none|due_tone:now }}{{ none|vn_date }}"
        "{{ none|vn_datetime }}{{ none|vn_time }}{{ none|vn_weekday_date }}{{ none|vn_prose }}{{ none|span_words }}]"
    )

    assert draw(source, none=None, now=None) == "[]"


def test_helpers_write_words():
    assert draw("{{ 3600|span_words }} {{ name|initials }}", name="Lê Thị Bình") == "1 giờ LB"
    assert draw('{{ "success x"|alert_kind }} {{ "y"|alert_kind }}') == "done info"
    assert draw('{{ "brand"|tone }} {{ "strange"|tone }}') == "teal "
    assert caseflow_tags.step_marks(7) == ["d"] * 6
    assert isinstance(caseflow_tags.csrf_field(Context({})), SafeString)
    assert 'stroke-dasharray="87 100"' in draw('{% ring 87 "warn" %}')
