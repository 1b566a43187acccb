"""The log: one JSON object per line on standard error, without personal data."""

import json
import logging
import re
from contextvars import ContextVar
from datetime import datetime
from traceback import extract_tb
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
request_number: ContextVar[str] = ContextVar("request_number", default="")

# Telephone, ID and account numbers; dossier numbers are shorter or broken by other characters.
LONG_NUMBER = re.compile(r"\d{7,}[\dXx]?")


def masked(text: str) -> str:
    """`text` on one line, every run of seven or more digits reduced to its last two."""
    return LONG_NUMBER.sub(lambda found: "*" * (len(found[0]) - 2) + found[0][-2:], " ".join(text.split()))


class LineFormatter(logging.Formatter):
    """A record as one JSON line.

    Of an exception the type, the masked first line and the frames are kept: the lines after the first are where
    databases repeat the row ("DETAIL: Key (name)=(…)"), and a line break would forge a second record.
    """

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, SHANGHAI).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "log": record.name,
            "message": masked(record.getMessage()),
        }
        if number := request_number.get():
            entry["request"] = number
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            entry["error"] = type(error).__qualname__
            entry["said"] = masked((str(error).splitlines() or [""])[0])
            entry["frames"] = [f"{f.filename}:{f.lineno} {f.name}" for f in extract_tb(error.__traceback__)]
        return json.dumps(entry, ensure_ascii=False)
