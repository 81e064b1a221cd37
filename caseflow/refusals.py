"""The ways to say no: each carries the sentence the person reads and a code for machines."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _

Sentence = str | Promise


class Refused(Exception):
    """The deed is impossible now (answered with 409); says what to do."""

    code = "refused"
    status = 409

    def __init__(self, *sentences: Sentence) -> None:
        super().__init__(self.code)
        self.sentences = [str(sentence) for sentence in sentences]

    @property
    def sentence(self) -> str:
        """All reasons in one line."""
        return " ".join(self.sentences)


class WrongMoment(Refused):
    """The row is in a state from which the step does not lead."""

    code = "wrong_moment"


class MissingEvidence(Refused):
    """The state is right, but the file lacks something the step asks for."""

    code = "missing_evidence"

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        super().__init__(*sentences)


class Stale(Refused):
    """Somebody changed the row since the form was opened."""

    code = "stale"

    def __init__(self) -> None:
        super().__init__(
            _("Hồ sơ đã thay đổi từ khi bạn mở trang. Xem lại tình trạng mới, rồi gửi lại.")
        )


class WrongInput(Refused):
    """A value that contradicts the file; the form keeps what was typed."""

    code = "wrong_input"


class TooOften(Refused):
    """More uses of a guarded function than anybody needs in the time (answered with 429)."""

    code = "too_often"
    status = 429

    def __init__(self) -> None:
        super().__init__(_("Đã dùng chức năng này nhiều lần trong thời gian ngắn. Thử lại sau."))


class WrongRole(PermissionDenied):
    """The person reaches the row but may not do this (answered with 403)."""

    code = "wrong_role"

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(self.code)
        self.sentence = str(sentence)


class OutOfReach(Http404):
    """The person does not reach the row; the answer does not tell that it exists."""

    code = "out_of_reach"
