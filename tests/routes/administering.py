"""What unit administrators find and type: agencies, people, days, amounts of support."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from caseflow import law, regimes
from caseflow.actions import calendars, succession
from caseflow.choices import AgencyKind, Certainty, DayKind
from caseflow.law.loader import HERE
from caseflow.models import DayChange
from support.actions import rates
from support.choices import RateKind
from support.models import Rate
from tests import factories
from tests.routes.typing_in import Typed, typed

if TYPE_CHECKING:
    from tests.routes.scene import Scene

FORMS: dict[str, Callable[[Scene], Typed]] = {
    "caseflow:agency_add": lambda scene: typed(
        name="Công an phường 12",
        code="ca-phuong-12",
        reference_prefix="HC",
        kind="police",
        level="commune",
        province=scene.home.province,
        valid_from=timezone.localdate(),
    ),
    "caseflow:member_add": lambda scene: typed(name="Trần Gõ", username="tran.go", role="officer"),
    "caseflow:member": lambda scene: typed(agency=scene.home.code, role="supervisor"),
    "caseflow:agency_close": lambda scene: typed(on=timezone.localdate()),
    "caseflow:agency_amend": lambda scene: typed(
        name="Công an tỉnh",
        short_name="CA tỉnh",
        duty_phone="028 3829 0000",
        duty_hours="7:30 đến 17:00",
        receives_reports="on",
        purposes=["support", "shelter"],
        languages=["khmer"],
    ),
    "caseflow:day_change": lambda scene: typed(
        day=timezone.localdate() + timedelta(days=1 + DayChange.objects.count()),
        kind="off",
        name="Nghỉ bão số 12",
        legal_basis="Công văn 4512/UBND-NC",
    ),
    "caseflow:regime_put": lambda _scene: typed(
        basis="Công văn 12/UBND-VX", digest=law.on_disk("house_rules").digest
    ),
    "support:rate_add": lambda scene: typed(
        kind="hardship",
        amount="2000000",
        valid_from=timezone.localdate(),
        legal_basis="Nghị quyết 5/NQ-HĐND",
        certainty="T",
    ),
    "support:rate_end": lambda scene: typed(valid_to=timezone.localdate()),
    "support:rate_correct": lambda scene: typed(
        amount="65000", valid_from=timezone.localdate(), legal_basis="Nghị quyết 6", certainty="S"
    ),
    "caseflow:succession_prepare": lambda scene: typed(
        predecessor=scene.below.code,
        successor=scene.heir.code,
        on=timezone.localdate(),
        agreement="12/BB ngày 20/11/2026",
    ),
}
"""Acceptable answers by route."""


def write_the_next_house_rules(_scene: Scene | None = None) -> None:
    """A version that waits on the disk of the server, the file of these tests and of nobody else."""
    file = law.path("house_rules")
    assert file.parent != HERE
    text = file.read_text(encoding="utf-8")
    number = regimes.newest_by_code()["house"].version + 1
    file.write_text(re.sub(r"(?m)^version = \d+$", f"version = {number}", text), encoding="utf-8")


def prepare(scene: Scene) -> None:
    """The end of the agency prepared, an agency below it that may end too, a day changed, an amount."""
    now, today = timezone.now(), timezone.localdate()
    admin, kind = scene.person("admin"), scene.home.kind
    scene.below = factories.agency(AgencyKind(kind), parent=scene.home)
    scene.heir = factories.agency(AgencyKind(kind))
    scene.run = succession.prepare(
        scene.home, successor=scene.heir, on=today, agreement="12/BB", by=admin, now=now
    )
    scene.day = DayChange.objects.first() or calendars.change_day(
        day=today, kind=DayKind.OFF, name="Nghỉ bão", legal_basis="Công văn 1", by=admin,
        now=now,
    )  # fmt: skip
    scene.rate = Rate.objects.first() or rates.add_rate(
        kind=RateKind.MEALS, amount=60_000, valid_from=today, valid_to=None,
        legal_basis="Nghị quyết 5", certainty=Certainty.TEXT, by=admin, now=now,
    )  # fmt: skip
