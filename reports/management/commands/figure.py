"""`manage.py figure NAME`: a figure over the official files, with its definition, as the pages show it."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from dossiers.database import make_ready
from dossiers.models import Dossier, Origin
from reports.figures import DIMENSIONS, FIGURES, rows, total
from reports.forms import ReportForm


class Command(BaseCommand):
    help = "Prints a figure with numerator, denominator and definition."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?")
        parser.add_argument("--list", action="store_true", help="name all figures with their definitions")
        parser.add_argument("--from", dest="since", default="")
        parser.add_argument("--to", dest="until", default="")
        parser.add_argument("--region", default="")
        parser.add_argument("--by", default="", choices=["", *DIMENSIONS])
        parser.add_argument("--origin", default=Origin.REGISTERED, choices=Origin.values)
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **given: Any) -> None:
        if given["list"] or not given["name"]:
            if given["json"]:
                told = [
                    {"name": one.name, "label": str(one.label), "definition": str(one.definition)}
                    for one in FIGURES.values()
                ]
                self.stdout.write(json.dumps({"figures": told}, ensure_ascii=False))
                return
            for figure in FIGURES.values():
                self.stdout.write(f"{figure.name}\t{figure.label}\t{figure.definition}")
            return
        make_ready(self.stderr)
        form = ReportForm(
            {
                "figure": given["name"],
                "since": given["since"],
                "until": given["until"],
                "region": given["region"],
                "by": given["by"],
                "origin": given["origin"],
            }
        )
        if not form.is_valid():
            for field, errors in form.errors.items():
                self.stderr.write(f"{field}: {'; '.join(str(error) for error in errors)}")
            sys.exit(2)
        ask = form.ask()
        found = rows(Dossier.objects.all(), ask) if given["by"] else [total(Dossier.objects.all(), ask)]
        answer = {
            "figure": ask.figure.name,
            "definition": str(ask.figure.definition),
            "version": ask.figure.version,
            "unit": "share" if ask.figure.is_rate else "files",
            "as_of": timezone.now().isoformat(),
            "origin": ask.origin,
            "rows": [
                {
                    "key": row.key,
                    "label": row.label,
                    "numerator": row.numerator,
                    "denominator": row.denominator,
                    "value": None if row.value is None else str(row.value),
                }
                for row in found
            ],
        }
        if given["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        self.stdout.write(f"{ask.figure.label}: {ask.figure.definition}")
        for row in found:
            over, value = ("" if row.numerator is None else row.numerator), ("–" if row.value is None else row.value)
            self.stdout.write(f"{row.label or '–'}\t{over}\t{row.denominator}\t{value}")
