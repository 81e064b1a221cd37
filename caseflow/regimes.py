"""Which versions of the law are loaded, which one is in use, and what waits on the disk of the server.

A version is in use from its loading on: by the process that loaded it at once, by every other one
within `LAW_LOOK_SECONDS`, without a restart. Limits that run keep the version they began under.
"""

import logging
import time
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Max

from caseflow import law
from caseflow.models import Clock, Regime

HINT = "Run manage.py load_law."
_log = logging.getLogger(__name__)
_next_look = 0.0


def files() -> list[law.Regime]:
    """The law files as they lie on the disk. Raises LawError for one that cannot be read."""
    return [law.on_disk(name) for name in law.FILES]


@dataclass(frozen=True)
class Waiting:
    """What lies on the disk for one law file, beside the version in use."""

    name: str
    code: str
    file: law.Regime | None
    mistake: str
    """File, rule, field and line of what is wrong with the file; empty where it can be read."""
    newest: Regime | None
    """The newest loaded version: the one in use."""
    is_new: bool
    """Whether the file can be read and its text was never loaded."""


def waiting() -> list[Waiting]:
    """Each law file as it lies on the disk now, with its mistake where it has one."""
    newest = newest_by_code()
    return [waiting_as(name, newest) for name in law.FILES]


def waiting_as(name: str, newest: dict[str, Regime] | None = None) -> Waiting:
    """One law file as it lies on the disk now. Raises KeyError for a name that is none."""
    code = law.CODES[name]
    newest = newest_by_code() if newest is None else newest
    row = newest.get(code)
    try:
        file = law.on_disk(name)
    except law.LawError as error:
        return Waiting(name, code, None, str(error), row, is_new=False)
    if file.code != code:
        mistake = f"{name}, code: says {file.code!r} instead of {code!r}"
        return Waiting(name, code, None, mistake, row, is_new=False)
    known = Regime.objects.filter(digest=file.digest).exists()
    return Waiting(name, code, file, "", row, is_new=not known)


def loaded() -> list[Regime]:
    """Every loaded version, the newest of each law first; without the text."""
    rows = Regime.objects.defer("canonical").select_related("loaded_by")
    return list(rows.order_by("code", "-version"))


def newest_by_code() -> dict[str, Regime]:
    """The newest loaded version of each law, without the text."""
    rows = Regime.objects.defer("canonical").order_by("version")
    return {row.code: row for row in rows}


def running() -> dict[str, int]:
    """How many limits run under each version, by its digest."""
    counted = Clock.objects.unended().order_by().values_list("regime_id")
    return dict(counted.annotate(number=Count("pk")))


def unloaded() -> list[law.Regime]:
    """Files whose text was never loaded. Raises LawError for one that cannot be read."""
    found = waiting()
    if mistakes := [each.mistake for each in found if each.mistake]:
        raise law.LawError("; ".join(mistakes))
    return [each.file for each in found if each.file and each.is_new]


def objection(regime: law.Regime) -> str:
    """Why a file that was never loaded cannot be; empty where it can."""
    newest = Regime.objects.filter(code=regime.code).aggregate(newest=Max("version"))["newest"]
    if newest is None or regime.version > newest:
        return ""
    if Regime.objects.filter(code=regime.code, version=regime.version).exists():
        return (
            f"{regime.code}: version {regime.version} was loaded with another text than the file "
            f"has now; a changed file gets the next version, {newest + 1}"
        )
    return (
        f"{regime.code}: the file says version {regime.version}, but version {newest} is loaded; "
        f"a changed file gets the next version, {newest + 1}"
    )


def is_next(each: Waiting) -> bool:
    """Whether the file carries the number after that of the version in use."""
    newest = each.newest.version if each.newest else 0
    return each.file is not None and each.file.version == newest + 1


def shortcomings() -> list[str]:
    """A sentence for each file under whose text no limit can start yet, and for each version in use
    that this release does not understand.
    """
    found = []
    for each in waiting():
        if each.mistake:
            found.append(each.mistake)
        elif each.file and each.is_new:
            not_loaded = f"{each.code}: version {each.file.version} is not loaded"
            found.append(objection(each.file) or not_loaded)
        if each.newest:
            found.append(_strange(each.newest))
    return [words for words in found if words]


def _strange(row: Regime) -> str:
    try:
        law.stored(row.as_loaded(), at_once_hours=1)
    except law.LawError as error:
        return (
            f"{row.code}: version {row.version} is in use, but this release cannot read it: {error}"
        )
    return ""


def take_up() -> bool:
    """Work with the newest loaded versions; whether that changed anything.

    A version that this release does not understand changes nothing and is reported.
    """
    newest = newest_by_code()
    rows = {name: newest.get(code) for name, code in law.CODES.items()}
    if all(row is None or law.works_with(name, row.digest) for name, row in rows.items()):
        return False
    try:
        law.put({name: _canonical(name, row) for name, row in rows.items()})
    except law.LawError as error:
        _log.error("A loaded version of the law is not understood: %s", error)
        return False
    return True


def _canonical(name: str, row: Regime | None) -> str:
    return row.as_loaded() if row else law.load(name).canonical


def keep_up() -> None:
    """`take_up` when the last look of this process is `LAW_LOOK_SECONDS` ago; 0 never looks."""
    global _next_look  # noqa: PLW0603 - one clock for the whole process
    now = time.monotonic()
    if settings.LAW_LOOK_SECONDS and now >= _next_look:
        _next_look = now + settings.LAW_LOOK_SECONDS
        take_up()
