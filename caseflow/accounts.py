"""Sign-in: no self-registration, a second factor for everybody, every attempt in the log.

The only module that receives signals of sign-in; secrets of the second factor are sealed.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.signals import password_changed, user_logged_in
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit import told, trail
from caseflow import access
from caseflow.models import User
from caseflow.sealing.staff import Again, open_staff, register_holder, seal_staff

PROVEN = "second_factor"
"""Session key: whose second factor is known to be set."""
FRESH = 300
"""For how many seconds a password or code counts as just given."""


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by unit administrators only; nothing is mailed."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Tài khoản này đang ngừng hoạt động."),
        "enter_current_password": _("Hãy nhập đúng mật khẩu đang dùng."),
        "incorrect_password": _("Mật khẩu không đúng."),
        "username_password_mismatch": _("Tên đăng nhập hoặc mật khẩu không đúng."),
        "invalid_login": _("Tên đăng nhập hoặc mật khẩu không đúng."),
        "too_many_login_attempts": _("Đã thử sai nhiều lần. Hãy đợi năm phút rồi thử lại."),
        "rate_limited": _("Đã thử sai nhiều lần. Hãy đợi năm phút rồi thử lại."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:
        """The password is asked for again before security settings change, unless just given."""
        user = self.request.user
        given = get_authentication_records(self.request, user)[-1:]
        if given and timezone.now().timestamp() - given[0]["at"] < FRESH:
            return False
        return bool(super().is_reauthentication_required(app=app))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the page about signing in."""
        return reverse("mfa_index")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The page after each step says enough."""

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail leaves from sign-in."""


class MFAAdapter(DefaultMFAAdapter):
    """Secrets at rest are sealed under the staff key; nothing is mailed."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Mã không đúng hoặc đã dùng. Hãy đợi mã mới rồi nhập lại."),
    }

    def encrypt(self, text: str) -> str:
        """Sealed secret."""
        return seal_staff(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Plain secret, for checking a code."""
        return open_staff(encrypted_text)

    def get_totp_issuer(self) -> str:
        """The neutral name an authenticator shows."""
        return "Tiếp Bước"

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail leaves from sign-in."""


SECRETS = ("secret", "seed")
"""What of an authenticator is sealed."""


def reseal_secrets(again: Again) -> int:
    """Put the secrets of every second factor through `again`; how many factors changed."""
    changed = 0
    for pk in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update(of=("self",)).get(pk=pk)
            sealed = {name: again(row.data[name]) for name in SECRETS if name in row.data}
            if sealed.items() <= row.data.items():
                continue
            row.data |= sealed
            row.save(update_fields=["data"])
            changed += 1
    return changed


def connect() -> None:
    """Receive the signals of sign-in, name where its secrets lie, tell the log of them; called once when the app starts."""
    register_holder(reseal_secrets)
    told.tell_of(Authenticator, but=frozenset({"last_used_at"}))
    user_logged_in.connect(_done, dispatch_uid="caseflow.sign_in")
    user_login_failed.connect(_failed, dispatch_uid="caseflow.sign_in_failed")
    user_logged_out.connect(_out, dispatch_uid="caseflow.sign_out")
    password_changed.connect(_password, dispatch_uid="caseflow.password_changed")
    authentication_failed.connect(_code_failed, dispatch_uid="caseflow.code_failed")
    authenticator_added.connect(_factor_set, dispatch_uid="caseflow.factor_added")
    authenticator_removed.connect(_factor_removed, dispatch_uid="caseflow.factor_removed")


def _record(act: str, user: User, *, proven: bool = True) -> None:
    """One event about an account; whoever failed to prove who they are is not named as the actor."""
    actor = access.actor(user) if proven else trail.SYSTEM
    trail.record_apart(act, actor=actor, at=timezone.now(), obj=("user", user.uid))


def _done(sender: object, user: User, **kwargs: Any) -> None:
    _record("sign_in.done", user)


def _failed(sender: object, credentials: dict[str, Any], **kwargs: Any) -> None:
    # What was typed is not kept: people type passwords into the field for names.
    known = User.objects.filter(username=str(credentials.get("username", ""))[:60]).first()
    if known:
        _record("sign_in.failed", known, proven=False)
    else:
        trail.record_apart("sign_in.failed", actor=trail.SYSTEM, at=timezone.now())


def _code_failed(sender: object, user: User, **kwargs: Any) -> None:
    _record("sign_in.failed", user, proven=False)


def _out(sender: object, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        _record("sign_out.done", user)


def _password(sender: object, user: User, **kwargs: Any) -> None:
    _record("password.changed", user)


def _factor_set(sender: object, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    # Recovery codes come and go with it and are not told apart.
    if authenticator.type == Authenticator.Type.TOTP:
        _record("second_factor.set", user)


def _factor_removed(
    sender: object, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        request.session.pop(PROVEN, None)
        _record("second_factor.removed", user)
