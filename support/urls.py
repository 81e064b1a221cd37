"""Addresses of support: references and opaque ids only."""

from django.urls import path

from support.views import plan as views, rates, report as report_views, tab

app_name = "support"

SUPPORT = "ho-so/<str:reference>/ho-tro/"

urlpatterns = [
    path(SUPPORT, tab.CaseSupport.as_view(), name="case_support"),
    path(f"{SUPPORT}danh-gia/", views.Assess.as_view(), name="assess"),
    path(f"{SUPPORT}ke-hoach/", views.Draft.as_view(), name="draft"),
    path(f"{SUPPORT}ke-hoach/dich-vu/", views.AddItem.as_view(), name="add_item"),
    path(f"{SUPPORT}ke-hoach/dong-y/", views.Agree.as_view(), name="agree"),
    path(f"{SUPPORT}ke-hoach/ra-soat/", views.Review.as_view(), name="review"),
    path(f"{SUPPORT}ke-hoach/in/", tab.PlanPaper.as_view(), name="plan_paper"),
    path(f"{SUPPORT}dich-vu/<uuid:item>/", views.Settle.as_view(), name="settle"),
    path(f"{SUPPORT}da-lam/", views.Give.as_view(), name="give"),
    path(f"{SUPPORT}theo-doi/", views.PlanFollowUp.as_view(), name="follow_up"),
    path(
        f"{SUPPORT}theo-doi/<uuid:follow_up>/",
        views.FollowUpDone.as_view(),
        name="follow_up_done",
    ),
    path(f"{SUPPORT}ket-qua/", views.Measure.as_view(), name="measure"),
    path("muc-ho-tro/", rates.Rates.as_view(), name="rates"),
    path("muc-ho-tro/ghi/", rates.AddRate.as_view(), name="rate_add"),
    path("muc-ho-tro/<uuid:uid>/ket-thuc/", rates.EndRate.as_view(), name="rate_end"),
    path("muc-ho-tro/<uuid:uid>/sua/", rates.CorrectRate.as_view(), name="rate_correct"),
    path("bao-cao/", report_views.Report.as_view(), name="report"),
]
