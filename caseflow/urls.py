"""Addresses of the case floor: Vietnamese words without marks, references and opaque ids only."""

from django.urls import path

from caseflow.views import (
    agencies,
    board,
    case,
    cases,
    consent,
    emergency,
    exit as leaving,
    intake,
    notes,
    notices,
    records,
    reveal,
    running,
    search,
    sight,
    steps,
)

app_name = "caseflow"

CASE = "ho-so/<str:reference>/"

urlpatterns = [
    path("", cases.Home.as_view(), name="home"),
    path("ho-so/", cases.CaseList.as_view(), name="case_list"),
    path("ho-so/moi/", intake.Lookup.as_view(), name="intake"),
    path("ho-so/moi/nguoi/", intake.Intake.as_view(), name="intake_new"),
    path("ho-so/moi/nhom/", intake.IntakeGroup.as_view(), name="intake_group"),
    path(CASE, case.CaseOverview.as_view(), name="case"),
    path(f"{CASE}dong-thoi-gian/", case.CaseTimeline.as_view(), name="case_timeline"),
    path(f"{CASE}buoc/<slug:step>/", steps.StepPage.as_view(), name="step"),
    path(f"{CASE}de-nghi/<uuid:proposal>/", steps.Decide.as_view(), name="decide"),
    path(f"{CASE}hien/", reveal.Reveal.as_view(), name="reveal"),
    path(f"{CASE}da-xem/", sight.CaseSeen.as_view(), name="seen"),
    path(
        f"{CASE}xem-khan-cap/<uuid:view>/",
        emergency.EmergencyReview.as_view(),
        name="emergency_review",
    ),
    path(
        f"{CASE}xem-khan-cap/<uuid:view>/ket-thuc/",
        emergency.EmergencyEnd.as_view(),
        name="emergency_end",
    ),
    path(f"{CASE}ghi-chep/", records.Records.as_view(), name="records"),
    path(f"{CASE}ghi-chu/", notes.Contact.as_view(), name="contact"),
    path(f"{CASE}loi-ke/", notes.StatementAdd.as_view(), name="statement"),
    path(f"{CASE}suc-khoe/", notes.Health.as_view(), name="health"),
    path(f"{CASE}an-toan/", notes.Safety.as_view(), name="safety"),
    path(f"{CASE}dong-y/", consent.ConsentPage.as_view(), name="consent"),
    path(
        f"{CASE}dong-y/<uuid:consent>/rut-lai/",
        consent.ConsentWithdraw.as_view(),
        name="consent_withdraw",
    ),
    path(f"{CASE}phu-trach/", notes.Assign.as_view(), name="assign"),
    path(f"{CASE}ly-do-tre/", notes.Delay.as_view(), name="delay"),
    path(f"{CASE}viec-luat-dinh/", notes.MilestoneAdd.as_view(), name="milestone"),
    path(f"{CASE}thong-tin-chung/", notes.Describe.as_view(), name="describe"),
    path(f"{CASE}thong-tin/", notes.PersonEdit.as_view(), name="person"),
    path(f"{CASE}tre-di-cung/", intake.IntakeChild.as_view(), name="intake_child"),
    path("tim/", search.PersonSearch.as_view(), name="search"),
    path("xem-khan-cap/", emergency.OpenInEmergency.as_view(), name="emergency"),
    path("giam-sat/", board.Board.as_view(), name="board"),
    path("giam-sat/xem-khan-cap/", emergency.Emergencies.as_view(), name="emergencies"),
    path("giam-sat/truy-cap/", sight.SightReport.as_view(), name="sight"),
    path("giam-sat/truy-cap/<uuid:person>/", sight.SightOfPerson.as_view(), name="sight_of"),
    path("thong-bao/", notices.Notices.as_view(), name="notices"),
    path("don-vi/", agencies.Agencies.as_view(), name="agencies"),
    path("van-hanh/", running.Running.as_view(), name="running"),
    path("van-hanh/<uuid:uid>/", running.TryAgain.as_view(), name="try_again"),
    path("tinh-trang/", running.Health.as_view(), name="health"),
    path("so-do/", running.Metrics.as_view(), name="metrics"),
    path("huong-dan/", leaving.Help.as_view(), name="help"),
    path("lich/", leaving.Exit.as_view(), name="exit"),
    path("thoat/", leaving.Leave.as_view(), name="leave"),
    path("giu-phien/", leaving.Keep.as_view(), name="keep"),
]
