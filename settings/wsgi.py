"""Entry point for WSGI servers."""

import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

from audit.checks import refuse_mighty_role

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.production")
application = get_wsgi_application()
refuse_mighty_role()
call_command("check", databases=["default"])  # a role that could rewrite the log serves nobody
