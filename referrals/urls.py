"""Addresses of handing over: opaque ids only."""

from django.urls import path

from referrals.views import (
    deeds,
    desks,
    links,
    listing,
    moving,
    outside,
    pages,
    paper,
    requests,
    scans,
    several,
    told,
)

app_name = "referrals"

HANDOFF = "ban-giao/<uuid:uid>/"
OUTSIDE = "ban-giao/ngoai/<uuid:uid>/"
LINK = "lien-ket/<slug:token>/"
REQUEST = "ban-giao/yeu-cau/<uuid:uid>/"

urlpatterns = [
    path("ban-giao/", desks.Inbox.as_view(), name="inbox"),
    path("ban-giao/gui-di/", desks.Outbox.as_view(), name="outbox"),
    path("ban-giao/danh-muc/", listing.Catalogue.as_view(), name="catalogue"),
    path("ho-so/<str:reference>/ban-giao/", pages.CaseHandoffs.as_view(), name="case_handoffs"),
    path("ho-so/<str:reference>/ban-giao/lap/", pages.HandOver.as_view(), name="hand_over"),
    path("ho-so/<str:reference>/ban-giao/da-bao/", told.WhatWasTold.as_view(), name="told"),
    path(
        "ho-so/<str:reference>/ban-giao/nhieu-noi/",
        several.ReferSeveral.as_view(),
        name="refer_several",
    ),
    path(
        "ho-so/<str:reference>/ban-giao/ngoai-he-thong/",
        outside.ReferOutside.as_view(),
        name="refer_outside",
    ),
    path(OUTSIDE, outside.OutsidePage.as_view(), name="outside"),
    path(f"{OUTSIDE}xem/", outside.LookOutside.as_view(), name="outside_look"),
    path(f"{OUTSIDE}gui/", outside.SendOutside.as_view(), name="outside_send"),
    path(f"{OUTSIDE}lien-ket-moi/", outside.RenewLink.as_view(), name="outside_renew"),
    path(f"{OUTSIDE}tra-loi/", outside.NoteAnswer.as_view(), name="outside_answer"),
    path(f"{OUTSIDE}rut-lai/", outside.WithdrawOutside.as_view(), name="outside_withdraw"),
    path(LINK, links.Link.as_view(), name="link"),
    path(f"{LINK}tra-loi/", links.Reply.as_view(), name="link_reply"),
    path("ban-giao/nhieu-ho-so/", moving.MoveCases.as_view(), name="move_cases"),
    path("ban-giao/nhieu-ho-so/gui/", moving.MoveSend.as_view(), name="move_send"),
    path("ban-giao/yeu-cau/", requests.Requests.as_view(), name="requests"),
    path("ban-giao/yeu-cau/lap/", requests.AskForCase.as_view(), name="request_ask"),
    path(REQUEST, requests.RequestPage.as_view(), name="request"),
    path(f"{REQUEST}doc/", requests.ReadAnswer.as_view(), name="request_answer"),
    path(f"{REQUEST}tu-choi/", requests.DeclineRequest.as_view(), name="request_decline"),
    path("ban-giao/tra-loi/<uuid:uid>/", paper.OwnAnswer.as_view(), name="own_answer"),
    path(HANDOFF, pages.HandoffPage.as_view(), name="handoff"),
    path(f"{HANDOFF}xem-truoc/", pages.PreviewPage.as_view(), name="preview"),
    path(f"{HANDOFF}goi/", pages.PackagePage.as_view(), name="package"),
    path(f"{HANDOFF}gui/", deeds.Send.as_view(), name="send"),
    path(f"{HANDOFF}nhan/", deeds.Receive.as_view(), name="receive"),
    path(f"{HANDOFF}khong-nhan/", deeds.Decline.as_view(), name="decline"),
    path(f"{HANDOFF}rut-lai/", deeds.Withdraw.as_view(), name="withdraw"),
    path(f"{HANDOFF}noi-khac/", deeds.Elsewhere.as_view(), name="elsewhere"),
    path(f"{HANDOFF}rut-con-lai/", several.WithdrawRest.as_view(), name="withdraw_rest"),
    path(f"{HANDOFF}ky/", deeds.Sign.as_view(), name="sign"),
    path(f"{HANDOFF}nhac/", pages.Remind.as_view(), name="remind"),
    path(f"{HANDOFF}bien-ban/", paper.Minutes.as_view(), name="minutes"),
    path(f"{HANDOFF}giay/<slug:paper>/", paper.HandoffPaper.as_view(), name="handoff_paper"),
    path(f"{HANDOFF}ban-ky/", scans.SignedScan.as_view(), name="signed_scan"),
    path(f"{HANDOFF}ban-ky/tai/", scans.SignedScanDownload.as_view(), name="signed_scan_file"),
    path("b/<slug:code>/", pages.Scan.as_view(), name="scan"),
]
