"""Loading the law files as versions that never change; limits that run keep the one they have."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _, gettext_lazy

from audit import trail
from caseflow import access, law, notices, regimes
from caseflow.models import Regime, User
from caseflow.refusals import WrongInput, WrongMoment, WrongRole

PUT_IN_USE = "law.loaded"
ONLY_THEY = gettext_lazy(
    "Chỉ quản trị của Ban Chỉ đạo 138 hoặc Công an cấp tỉnh, cấp trung ương đưa bản luật vào dùng."
)


@trail.deed()
def load_regimes(*, by: User | None, now: datetime) -> list[Regime]:
    """Every file whose text was never loaded becomes a version; returns the new ones. `by` is nobody for
    the command on the server.

    Raises LawError, and loads none, where a file cannot be read or changed without a new number.
    """
    new = regimes.unloaded()
    if found := [words for each in new if (words := regimes.objection(each))]:
        raise law.LawError("; ".join(found))
    return [_load(each, by=by, basis="", now=now) for each in new]


@trail.deed()
def put_in_use(name: str, *, digest: str, basis: str, by: User, now: datetime) -> Regime:
    """The law file as the administrator saw it becomes the version under which limits begin from now.

    `digest` is that of the text the person saw, `basis` the document it rests on and who reviewed it.
    Raises WrongRole for anybody but who keeps the law, WrongInput without basis, WrongMoment
    for a file that changed since, was loaded or cannot be. Only the next number is taken: an
    update of the program may leave one out, a person may not use them up.
    """
    if not access.keeps_the_law(by):
        raise WrongRole(ONLY_THEY)
    if not basis.strip():
        raise WrongInput(_("Ghi văn bản làm căn cứ và người đã xem xét tệp."))
    found = regimes.waiting_as(name)
    if not found.is_new:
        raise WrongMoment(_("Tệp này không có bản mới để đưa vào dùng. Tải lại trang."))
    if found.file is None or found.file.digest != digest:
        raise WrongMoment(_("Tệp đã đổi sau khi bạn xem. Xem lại khác biệt rồi gửi lại."))
    if not regimes.is_next(found):
        raise WrongMoment(
            _("Tệp sửa phải mang số tiếp theo của bản đang dùng. Báo người vận hành máy chủ.")
        )
    try:
        with transaction.atomic():
            row = _load(found.file, by=by, basis=basis.strip(), now=now)
    except IntegrityError:
        raise WrongMoment(_("Người khác vừa đưa bản này vào dùng. Tải lại trang.")) from None
    notices.tell_watchers(PUT_IN_USE, which=str(row.uid), now=now)
    transaction.on_commit(regimes.take_up)
    return row


def _load(regime: law.Regime, *, by: User | None, basis: str, now: datetime) -> Regime:
    row = Regime.objects.create(
        code=regime.code,
        version=regime.version,
        digest=regime.digest,
        effective_from=regime.effective_from,
        effective_to=regime.effective_to,
        canonical=regime.canonical,
        loaded_at=now,
        loaded_by=by,
        basis=basis,
    )
    trail.record(
        "law.loaded",
        actor=access.actor(by) if by else trail.SYSTEM,
        at=now,
        obj=("regime", row.uid),
        data={
            "law": row.code,
            "law_version": row.version,
            "digest": row.digest,
            **({"basis": row.basis_digest} if basis else {}),
        },
    )
    return row
