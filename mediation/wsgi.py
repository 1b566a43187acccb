"""The entrance for the production server: WSGI with processes (ASGI and threads were measured slower here)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediation.settings")

application = get_wsgi_application()
