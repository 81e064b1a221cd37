"""The forms of sign-in with words of ours, and codes that are good once."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from caseflow.fields import REQUIRED


class InOurWords(forms.Form):
    """Labels of ours instead of placeholders that vanish while typing."""

    words: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.words.items():
            self.fields[name].label = label
            self.fields[name].help_text = ""
            self.fields[name].error_messages["required"] = REQUIRED
            self.fields[name].widget.attrs.pop("placeholder", None)


class LoginForm(InOurWords, account.LoginForm):
    """Name and password."""

    words: ClassVar = {"login": _("Tên đăng nhập"), "password": _("Mật khẩu")}


class PasswordAgainForm(InOurWords, account.ReauthenticateForm):
    """The password, before security settings change."""

    words: ClassVar = {"password": _("Mật khẩu")}


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):
    """The password in use and the next one, twice."""

    words: ClassVar = {
        "oldpassword": _("Mật khẩu đang dùng"),
        "password1": _("Mật khẩu mới"),
        "password2": _("Nhập lại mật khẩu mới"),
    }


class _Code(InOurWords):
    words: ClassVar = {"code": _("Mã")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class ActivateForm(_Code, totp.ActivateTOTPForm):
    """The first code of a new device."""


class _OncePerCode(_Code, mfa.BaseAuthenticateForm):
    """A code is good once, also where neighbouring periods are accepted (RFC 6238 section 5.2)."""

    def clean_code(self) -> str:
        """The code, or the sentence of the adapter."""
        code: str = super().clean_code()
        seconds = settings.MFA_TOTP_PERIOD * (2 * settings.MFA_TOTP_TOLERANCE + 1)
        taken = f"second-factor:{self.user.pk}:{code.strip()}"
        if self.authenticator.type == Authenticator.Type.TOTP and not cache.add(taken, 1, seconds):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_OncePerCode, mfa.AuthenticateForm):
    """The code asked for at sign-in."""


class CodeAgainForm(_OncePerCode, mfa.ReauthenticateForm):
    """The code asked for again before security settings change."""
