"""The addresses of every app, and sign-in."""

from allauth.account import views as account
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("", include("caseflow.urls")),
    path("", include("referrals.urls")),
    path("", include("support.urls")),
    path("", include("audit.urls")),
    path("dang-nhap/", account.login, name="account_login"),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("dang-nhap/ngung-hoat-dong/", account.account_inactive, name="account_inactive"),
    path("tai-khoan/mat-khau/", account.password_change, name="account_change_password"),
    path("tai-khoan/xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("tai-khoan/hai-lop/", include("allauth.mfa.urls")),
    path("ngon-ngu/", set_language, name="set_language"),
]
handler400 = "caseflow.resend.unreadable"
