"""The entrance for the production server: WSGI with processes (ASGI and threads were measured slower here)."""

import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediation.settings")

_django = get_wsgi_application()
_CHARSET = re.compile(r";\s*charset\s*\*?\s*=[^;]*", re.IGNORECASE)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Hand a request to Django, always as UTF-8.

    Django decodes with whatever codec Content-Type names, and "base64" is one: it fails before any middleware runs, and
    the server then writes the whole address, what was searched for included, into its log.
    """
    given = environ.get("CONTENT_TYPE", "")
    if given:
        environ["CONTENT_TYPE"] = _CHARSET.sub("", given)
    return _django(environ, start_response)
