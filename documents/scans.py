"""Which paper a scan is of: the code printed on every paper, read from its text or from a two-dimensional code."""

from __future__ import annotations

import io
import logging
import re

log = logging.getLogger(__name__)

#: The printed code, whole or in groups of four; no 0 1 I L O, as `dossiers.models.dossier.new_code` makes it.
_PRINTED = re.compile(r"(?<![0-9A-Za-z])" + r"[\s-]?".join(["[2-9A-HJKMNP-Z]{4}"] * 3) + r"(?![0-9A-Za-z])")
_PIXELS = 60_000_000  # A3 at 600 dots an inch; a picture that says it is larger is not unpacked
_PAGES = 20  # a scan of more pages than that is read as far as there


def typed(text: str) -> str:
    """A code as somebody types it: blanks and hyphens left out, in capitals."""
    return re.sub(r"[\s-]", "", text).upper()


def codes_in(content: bytes, content_type: str) -> set[str]:
    """What may be codes of papers in a scan; empty where nothing can be read. Never raises: a file may be anything."""
    try:
        said = _of_pdf(content) if content_type == "application/pdf" else _of_picture(content)
    except Exception:  # whatever the reader makes of a broken file, the clerk types the code
        log.info("no code could be read from a scan", exc_info=True)
        return set()
    return {typed(found) for text in said for found in _PRINTED.findall(text)}


def _of_pdf(content: bytes) -> list[str]:
    from pypdf import PdfReader

    said = []
    for page in PdfReader(io.BytesIO(content)).pages[:_PAGES]:
        said.append(page.extract_text())
        for picture in page.images:
            said += _of_picture(picture.data)
    return said


def _of_picture(content: bytes) -> list[str]:
    import zxingcpp
    from PIL import Image

    with Image.open(io.BytesIO(content)) as picture:
        if picture.width * picture.height > _PIXELS:
            return []
        return [one.text for one in zxingcpp.read_barcodes(picture.convert("L"))]
