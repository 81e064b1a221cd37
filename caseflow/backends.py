"""Object permissions for Django's `has_perm`: the same answer as `access.reach`, nothing global."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from caseflow import access
from caseflow.models import Case, User
from caseflow.models.reach import LEVEL_OF_PERMISSION


class ReachBackend(BaseBackend):
    """Answers `user.has_perm("caseflow.work_case", case)`."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether the person reaches this case at the level the permission names, now."""
        app, _, codename = perm.partition(".")
        if app != "caseflow" or not isinstance(obj, Case) or not isinstance(user_obj, User):
            return False
        wanted = LEVEL_OF_PERMISSION.get(codename)
        level = access.reach(user_obj, obj)
        return wanted is not None and level is not None and level >= wanted
