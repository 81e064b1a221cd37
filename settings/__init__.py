"""Settings of every way to run; `celery -A settings` finds the app here."""

from settings.celery import app as celery_app

__all__ = ["celery_app"]
