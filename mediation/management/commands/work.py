"""The worker: sets the files of papers that wait and, once an hour, lets the calendar take its steps."""

from __future__ import annotations

import signal
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

HOUR = 3600.0
#: Papers after which the process ends and is started anew by its keeper: layout engines keep memory.
PAPERS_PER_LIFE = 500


class Command(BaseCommand):
    help = "Sets waiting papers and takes the calendar's steps until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what waits, then stop")

    def handle(self, *_args: Any, **options: Any) -> None:
        from documents.actions import render_pending, retry_failed
        from dossiers.sweep import sweep

        stopping = False

        def stop(*_signal: Any) -> None:
            nonlocal stopping
            stopping = True

        if not options["once"]:
            signal.signal(signal.SIGTERM, stop)
            signal.signal(signal.SIGINT, stop)
        swept, papers = float("-inf"), 0
        while not stopping and papers < PAPERS_PER_LIFE:
            close_old_connections()
            settings.WORKER_HEARTBEAT.touch()
            papers += render_pending()
            if time.monotonic() - swept > HOUR:
                swept = time.monotonic()
                retry_failed()
                done = sweep(at=timezone.now())
                self.stderr.write(f"calendar: {done}")
            if options["once"]:
                return
            time.sleep(0.5)
