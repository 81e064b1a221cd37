"""Entry point for ASGI servers."""

import os

from django.core.asgi import get_asgi_application
from django.core.management import call_command

from audit.checks import refuse_mighty_role

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.production")
application = get_asgi_application()
refuse_mighty_role()
call_command("check", databases=["default"])
