"""Addresses of the log."""

from django.urls import path

from audit import api, views

app_name = "audit"

urlpatterns = [
    path("nhat-ky/", views.trail_page, name="trail"),
    path("nhat-ky/cong-khai/checkpoint", api.checkpoint, name="checkpoint"),
    path("nhat-ky/cong-khai/cosign", api.cosign, name="cosign"),
    path("nhat-ky/cong-khai/tile/<path:path>", api.tile, name="tile"),
]
