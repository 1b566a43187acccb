#!/usr/bin/env python3
"""Every command of the system: `python manage.py help`."""

import os
import sys


def main() -> None:
    """Run a command; a wrong setting is said in a sentence (exit 2), not in a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediation.settings")
    try:
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError as error:
        sys.exit(
            f"Django is not installed for {sys.executable} ({error}). Run `make setup`, then use .venv/bin/python."
        )
    try:
        settings.INSTALLED_APPS  # noqa: B018  (reading one setting loads and judges all of them)
    except ImproperlyConfigured as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
