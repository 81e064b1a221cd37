"""The copy of the minutes to go on writing in, opened again as Word opens it."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.enum.text import WD_TAB_LEADER
from docx.oxml.ns import qn

from caseflow.models import Agency
from tests.pages.conftest import Browser
from tests.referrals.scene import Scene
from tests.referrals.test_minutes import NAME, SAID, take

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

AWKWARD = 'Trung tâm "A & B" <Bảo trợ>'
MILLIMETRE = 36000


@pytest.fixture
def scene() -> Scene:
    return Scene()


def everything(content: bytes) -> str:
    """Every word of every part, as it stands in the file."""
    with ZipFile(BytesIO(content)) as parts:
        return " ".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


def words(content: bytes) -> str:
    """The body, in the order of reading."""
    body = Document(BytesIO(content)).element.body
    return "\n".join(
        "".join(run.text or "" for run in line.iter(qn("w:t"))) for line in body.iter(qn("w:p"))
    )


def test_the_copy_says_what_the_minutes_say_and_names_nobody(
    browser: Browser, scene: Scene
) -> None:
    Agency.objects.filter(pk=scene.worker.get_standing().agency.pk).update(name=AWKWARD)  # type: ignore[union-attr]
    handoff = scene.received()

    answer = take(browser(scene.worker), handoff, "bien-ban-word")

    said = words(answer.content)
    number = handoff.number.replace("/", "-").lower()
    assert answer["Content-Disposition"] == f'attachment; filename="bien-ban-{number}.docx"'
    assert "wordprocessingml" in answer["Content-Type"]
    for each in (*SAID, f"Số: {handoff.number}", scene.case.reference, AWKWARD):
        assert each in said, (each, said)
    assert NAME not in everything(answer.content)


def test_the_copy_is_laid_out_as_the_decree_says(browser: Browser, scene: Scene) -> None:
    """A4, 20/20/30/15 mm, every cell with its own width, signatures on one page."""
    made = Document(BytesIO(take(browser(scene.officer), scene.sent(), "bien-ban-word").content))

    [page] = made.sections
    sizes = (page.page_width, page.page_height, page.left_margin, page.right_margin)
    assert [round(each / MILLIMETRE) for each in sizes if each] == [210, 297, 30, 15]
    assert page.different_first_page_header_footer, "the number of the page starts on the second"
    assert "PAGE" in page.header._element.xml
    for table in made.tables:
        widths = {tuple(cell.width for cell in row.cells) for row in table.rows}
        assert len(widths) == 1
        [row] = widths
        assert all(row)
        assert sum(each / MILLIMETRE for each in row if each) == pytest.approx(165, abs=1)
    assert made.tables[-1].rows[0]._tr.xpath(".//w:cantSplit")
    assert made.styles["Normal"].font.name == "Times New Roman"
    assert len(made.inline_shapes) == 1
    for table in made.tables[2:4]:
        for row in table.rows:
            assert row.height, "room to write by hand"
            assert round(row.height / MILLIMETRE) >= 9
    opinions = [
        each for each in made.paragraphs if each.text.startswith(("Bên giao:", "Bên nhận:"))
    ]
    assert len(opinions) == 2
    for each in opinions:
        assert each.text.endswith("\t")
        [stop] = each.paragraph_format.tab_stops
        assert (stop.leader, stop.position.mm) == (WD_TAB_LEADER.DOTS, pytest.approx(165, abs=1))
        assert each.paragraph_format.keep_with_next, "both opinions stand on one page"
