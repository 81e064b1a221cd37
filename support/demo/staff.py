"""Invented officials of the demonstration and how they sign in."""

import time
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
)

from caseflow.actions import people
from caseflow.choices import Role
from caseflow.models import Agency, User

PASSWORD = "tiep-buoc-2026"  # noqa: S105 - printed by `make demo`, of no use elsewhere
SECRET = "TIEPBUOCDEMOTIEPBUOCDEMOTIEPBUOC"  # noqa: S105 - the same for every demonstration account


@dataclass(frozen=True)
class Post:
    """One account: sign-in, name, role, the agency before and after 1/7/2025."""

    username: str
    name: str
    role: Role
    before: str
    after: str


POSTS = (
    Post("congan", "Cán bộ H.T.", Role.OFFICER, "bv-ca", "hc-ca"),
    Post("congan.giamsat", "Giám sát L.V.", Role.SUPERVISOR, "bv-ca", "hc-ca"),
    Post("bienphong", "Cán bộ N.S.", Role.OFFICER, "bv-bpck-cang", "hc-bpck-cang"),
    Post("bienphong.giamsat", "Giám sát T.K.", Role.SUPERVISOR, "bv-bdbp", "hc-bdbp"),
    Post("congtacxahoi", "Nhân viên M.A.", Role.SOCIAL_WORKER, "bv-ld", "hc-syt"),
    Post("congtacxahoi2", "Nhân viên P.D.", Role.SOCIAL_WORKER, "bv-ld", "hc-syt"),
    Post("yte.giamsat", "Giám sát Q.H.", Role.SUPERVISOR, "bv-ld", "hc-syt"),
    Post("coso", "Nhân viên V.L.", Role.SOCIAL_WORKER, "bv-ttctxh", "hc-ttctxh"),
    Post("xa", "Cán bộ B.N.", Role.OFFICER, "bv-ubnd-thang-tam", "hc-ubnd-vung-tau"),
    Post("bcd138", "Giám sát Đ.C.", Role.SUPERVISOR, "bv-bcd138", "hc-bcd138"),
    Post("kiemtra", "Kiểm tra viên X.T.", Role.AUDITOR, "bv-ca", "hc-ca"),
    Post("quantri", "Quản trị K.P.", Role.UNIT_ADMIN, "bv-ca", "hc-ca"),
)


def hire(now: datetime) -> dict[str, User]:
    """Make every account at its first agency, with its second factor set."""
    staff = {}
    for post in POSTS:
        user = User.objects.create_user(post.username, PASSWORD, name=post.name)
        people.join_agency(user, Agency.objects.get(code=post.before), post.role, by=None, now=now)
        Authenticator.objects.filter(user=user).delete()
        TOTP.activate(user, SECRET)
        staff[post.username] = user
    return staff


def move(now: datetime) -> None:
    """Everybody goes on at the successor."""
    for post in POSTS:
        user = User.objects.get(username=post.username)
        people.join_agency(user, Agency.objects.get(code=post.after), post.role, by=None, now=now)


def code_now() -> str:
    """The six digits an authenticator shows for the demonstration secret at this moment."""
    counter = int(time.time()) // 30
    return str(format_hotp_value(hotp_value(SECRET, counter)))


__all__ = ["PASSWORD", "POSTS", "SECRET", "code_now", "hire", "move"]
