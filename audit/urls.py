"""Addresses of the log."""

from django.urls import path

from audit import views

app_name = "audit"

urlpatterns = [path("nhat-ky/", views.trail_page, name="trail")]
