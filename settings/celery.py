"""The Celery app: carries what the outbox and the clock hold, where a broker is set."""

import os

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.production")

app = Celery("tiepbuoc")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf["CELERY_DB_REUSE_MAX"] = 1000
app.autodiscover_tasks()


@worker_init.connect
def _refuse(**kwargs: object) -> None:
    from audit.checks import refuse_mighty_role  # noqa: PLC0415 - apps are ready only now

    refuse_mighty_role()
